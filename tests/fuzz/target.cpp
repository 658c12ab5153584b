#include "tests/fuzz/target.h"

#include <stdexcept>

namespace heddle::fuzz {
namespace {

constexpr const Target* kAll[] = {&kExpr, &kTextTemplate, &kWorkflow, &kCheckpoint, &kRunFile};

}  // namespace

std::span<const Target* const> targets() { return kAll; }

const Target* findTarget(std::string_view name) {
    for (const Target* target : kAll)
        if (target->name == name) return target;
    return nullptr;
}

void require(bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
}

}  // namespace heddle::fuzz
