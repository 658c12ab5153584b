#pragma once
#include "core/domain/workflow.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::nodes {

/// One thing that a workflow asks for when it begins.
struct InputField {
    std::string field;  ///< state field
    std::string title;
    bool multiline = false;
    bool required = true;
    bool acceptsFile = false;  ///< a file's text goes here
};

/// The fields of the graph's input node; empty when its entry has none.
std::vector<InputField> inputFields(const domain::Graph& graph);
std::vector<InputField> inputFieldsOf(const domain::Node& node);

/// A run's input from what a person gives: the text goes to the first field (with a file: to the first that takes no
/// file), the file's text to the first that takes one. Throws Error(InvalidArgument, "run.no_input_node").
Json inputFrom(const domain::Graph& graph, const std::string& text, const std::optional<std::string>& file);

}  // namespace heddle::nodes
