#pragma once
#include "core/domain/graph_edit.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::editor {

/// The chosen nodes and the edges among them as canonical JSON text, stable so that it can be pasted anywhere text can.
/// Empty when `nodes` names none.
std::string copySnippet(const domain::WorkflowDocument& document, const std::vector<std::string>& nodes);

/// Whether `text` is a snippet or a workflow file, that is, whether it can be pasted.
bool isSnippet(std::string_view text);

struct Pasted {
    domain::GraphEdit edit;          ///< label "edit.paste"; not applied
    std::vector<std::string> nodes;  ///< the fresh ids
};

/// What pasting `text` would do: nodes get fresh ids, edges follow them, and the top left corner of the whole comes to
/// `corner`. Throws Error(Parse | InvalidArgument) when `text` is no snippet.
Pasted pasteSnippet(const domain::WorkflowDocument& document, std::string_view text, domain::Position corner);

}  // namespace heddle::editor
