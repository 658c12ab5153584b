#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::fuzz {

/// A door of the product that takes bytes from strangers.
struct Target {
    std::string_view name;  ///< corpus/<name> and dictionaries/<name>.dict belong to it
    /// Whatever the bytes are, it returns: the door's own errors are caught, anything else that is thrown is a finding.
    void (*run)(std::string_view bytes);
    /// More inputs to begin with, made of what the product has; null: the corpus is enough.
    std::vector<std::string> (*seeds)();
    /// Inputs that the short run in the tests makes: few where one takes long.
    int mutations;
};

extern const Target kExpr;
extern const Target kTextTemplate;
extern const Target kWorkflow;
extern const Target kCheckpoint;
extern const Target kRunFile;

std::span<const Target* const> targets();
/// Null when there is none of that name.
const Target* findTarget(std::string_view name);

/// What must hold for every input: throws std::logic_error with `what` when it does not.
void require(bool holds, const char* what);

}  // namespace heddle::fuzz
