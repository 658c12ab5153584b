#include "core/check/check.h"

#include "core/check/parts.h"

namespace heddle::check {

void Findings::add(Severity severity, std::string code, std::string node, std::string path, Json facts) {
    if (!node.empty()) facts.emplace("node", node);
    facts["path"] = path;
    m_problems.push_back({severity, std::move(code), std::move(node), std::move(path), std::move(facts)});
}

void Findings::error(std::string code, std::string node, std::string path, Json facts) {
    add(Severity::Error, std::move(code), std::move(node), std::move(path), std::move(facts));
}

void Findings::warning(std::string code, std::string node, std::string path, Json facts) {
    add(Severity::Warning, std::move(code), std::move(node), std::move(path), std::move(facts));
}

bool isKnownField(const domain::Graph& graph, const std::string& name) {
    return name == "error" || graph.state.contains(name);
}

std::string fieldNames(const domain::Graph& graph) {
    std::string names;
    for (const auto& [name, field] : graph.state)
        names += (names.empty() ? "" : ", ") + name;
    return names;
}

namespace {

void checkOne(const domain::Graph& graph, const domain::Graph& outermost, const domain::NodeTypes& types,
              Findings& findings) {
    checkStructure(graph, findings);
    checkConfigs(graph, types, findings);
    checkExpressions(graph, types, findings);
    checkSubgraphs(graph, outermost.graphs, findings);
}

}  // namespace

Problems check(const domain::Graph& graph, const domain::NodeTypes& types) {
    Findings findings;
    checkOne(graph, graph, types, findings);
    for (const auto& [name, inner] : graph.graphs) {
        Findings own;
        checkOne(inner, graph, types, own);
        for (Problem& problem : own.take()) {
            const std::string node = problem.node.empty() ? "" : name + "/" + problem.node;
            findings.add(problem.severity, problem.code, "", "/graphs" + pointerStep(name) + problem.path,
                         std::move(problem.facts));
            findings.last().node = node;
        }
    }
    checkCalls(graph, findings);
    return findings.take();
}

}  // namespace heddle::check
