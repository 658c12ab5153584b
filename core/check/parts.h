#pragma once
#include "core/check/findings.h"
#include "core/domain/node_type.h"
#include "core/domain/workflow.h"

namespace heddle::check {

/// Entry, targets, sources, reachability, cycles, what each edge kind needs.
void checkStructure(const domain::Graph& graph, Findings& findings);
/// Node types, configurations against their schemas, state fields that configurations name.
void checkConfigs(const domain::Graph& graph, const domain::NodeTypes& types, Findings& findings);
/// Conditions, fan-out items, and the texts and expressions inside configurations.
void checkExpressions(const domain::Graph& graph, const domain::NodeTypes& types, Findings& findings);

/// What calls of sub-graphs name: the graph, its fields, fields of `graph`. `all` are the graphs of the file.
void checkSubgraphs(const domain::Graph& graph, const std::map<std::string, domain::Graph>& all, Findings& findings);
/// Sub-graphs that call themselves, and those that nothing calls.
void checkCalls(const domain::Graph& outermost, Findings& findings);

/// Calls `visit(text, path, format)` for every text of a configuration whose schema marks it with a format
/// ("cel", "prompt", "state-field").
using FormatVisitor = std::function<void(const std::string& text, const std::string& path, const std::string& format)>;
void visitFormats(const Json& config, const Json& schema, const std::string& path, const FormatVisitor& visit);

/// Whether `name` is a field that expressions may read: declared, or made by the engine ("error").
bool isKnownField(const domain::Graph& graph, const std::string& name);
/// "question, answer, parts", for messages.
std::string fieldNames(const domain::Graph& graph);

}  // namespace heddle::check
