#include "core/base/error.h"
#include "core/check/parts.h"
#include "core/expr/program.h"
#include "core/expr/text_template.h"

namespace heddle::check {
namespace {

using domain::Graph;

/// What expressions of a workflow can read.
bool isVariable(const std::string& name) {
    return name == "state" || name == "item" || name == "index" || name == "run" || name == "error";
}

class ExpressionCheck {
public:
    ExpressionCheck(const Graph& graph, Findings& findings) : m_graph(graph), m_findings(findings) {}

    void expression(const std::string& text, const std::string& node, const std::string& path) {
        guarded(node, path, [&] { names(expr::compile(text), node, path); });
    }
    void textTemplate(const std::string& text, const std::string& node, const std::string& path) {
        guarded(node, path, [&] { names(expr::parseTemplate(text), node, path); });
    }

private:
    template <typename Read>
    void guarded(const std::string& node, const std::string& path, Read read) {
        try {
            read();
        } catch (const Error& e) {
            m_findings.error(e.code(), node, path, e.facts());
        }
    }

    template <typename Compiled>
    void names(const Compiled& compiled, const std::string& node, const std::string& path) {
        for (const auto& name : compiled.variables()) {
            if (!isVariable(name)) m_findings.error("check.unknown_variable", node, path, {{"name", name}});
        }
        for (const auto& read : compiled.paths()) {
            if (!read.starts_with("state.")) continue;
            const std::string field = read.substr(6, read.find('.', 6) - 6);
            if (isKnownField(m_graph, field)) continue;
            m_findings.error("check.unknown_field", node, path, {{"field", field}, {"known", fieldNames(m_graph)}});
        }
    }

    const Graph& m_graph;
    Findings& m_findings;
};

}  // namespace

void checkExpressions(const Graph& graph, const domain::NodeTypes& types, Findings& findings) {
    ExpressionCheck check(graph, findings);
    for (const auto& [id, edge] : graph.edges) {
        const std::string source = edge.from.empty() ? "" : edge.from.front();
        const std::string path = "/edges" + pointerStep(id);
        if (!edge.condition.empty()) check.expression(edge.condition, source, path + "/condition");
        if (!edge.items.empty()) check.expression(edge.items, source, path + "/items");
    }
    for (const auto& [id, node] : graph.nodes) {
        if (node.cache && !node.cache->key.empty()) {
            check.expression(node.cache->key, id, "/nodes" + pointerStep(id) + "/cache/key");
        }
        const domain::NodeType* type = types.find(node.type);
        if (!type) continue;
        const std::string path = "/nodes" + pointerStep(id) + "/config";
        const std::string& nodeId = id;
        visitFormats(node.config, type->configSchema, path,
                     [&](const std::string& text, const std::string& at, const std::string& format) {
                         if (format == "cel" && !text.empty()) check.expression(text, nodeId, at);
                         if (format == "prompt") check.textTemplate(text, nodeId, at);
                     });
    }
}

void checkSubgraphs(const Graph& graph, const std::map<std::string, Graph>& all, Findings& findings) {
    for (const auto& entry : graph.nodes) {
        const std::string& id = entry.first;
        const domain::Node& node = entry.second;
        if (node.type != "subgraph") continue;
        const std::string path = "/nodes" + pointerStep(id) + "/config";
        const Json& config = node.config;
        const std::string name = config.value("graph", Json()).is_string() ? config["graph"].get<std::string>() : "";
        const auto called = all.find(name);
        if (called == all.end()) {
            std::string known;
            for (const auto& [other, unused] : all)
                known += (known.empty() ? "" : ", ") + other;
            findings.error("check.unknown_graph", id, path + "/graph", {{"graph", name}, {"known", known}});
            continue;
        }
        ExpressionCheck inner(called->second, findings);
        const auto fields = [&](const char* key, const Graph& of) {
            const Json values = config.value(key, Json::object());
            for (const auto& [field, source] : values.items()) {
                const std::string at = path + "/" + key + pointerStep(field);
                if (!of.state.contains(field)) {
                    findings.error("check.unknown_field", id, at, {{"field", field}, {"known", fieldNames(of)}});
                }
                if (&of == &graph && source.is_string()) inner.expression(source.get<std::string>(), id, at);
            }
        };
        fields("input", called->second);
        fields("output", graph);
    }
}

}  // namespace heddle::check
