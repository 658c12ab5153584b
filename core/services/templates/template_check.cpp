#include "core/services/templates/template_check.h"

#include "core/base/error.h"
#include "core/check/check.h"
#include "core/schema/schema.h"
#include "core/services/runs/runnable.h"
#include "core/services/templates/node_type_service.h"

#include <algorithm>

namespace heddle::services {
namespace {

Problem problemFrom(const Error& error, const std::string& path) {
    Problem problem;
    problem.code = error.code();
    problem.path = path;
    problem.facts = error.facts();
    return problem;
}

bool isTextOrTexts(const Json& value) {
    const auto isText = [](const Json& one) { return one.is_string(); };
    return value.is_string() || (value.is_array() && std::all_of(value.begin(), value.end(), isText));
}

bool isNodeShape(const Json& node) { return node.is_object() && node.value("type", Json("")).is_string(); }

bool isEdgeShape(const Json& edge) {
    if (!edge.is_object()) return false;
    const Json mapping = edge.value("mapping", Json::object());
    const auto isText = [](const Json& one) { return one.is_string(); };
    return isTextOrTexts(edge.value("from", Json(""))) && isTextOrTexts(edge.value("to", Json(""))) &&
           edge.value("kind", Json("")).is_string() && edge.value("condition", Json("")).is_string() &&
           edge.value("otherwise", Json("")).is_string() && mapping.is_object() &&
           std::all_of(mapping.begin(), mapping.end(), isText);
}

/// Nodes and edges are there as such, so that a library can tell of them: parameters fill in what is inside.
Problems problemsOfShape(const Json& definition) {
    Problems problems;
    const auto mind = [&](bool isGood, const std::string& path) {
        if (isGood) return;
        Problem& problem = problems.emplace_back();
        problem.code = "template.shape";
        problem.path = "/definition" + path;
    };
    const auto mindAll = [&](const char* part, bool (*isGood)(const Json&)) {
        const Json members = definition.value(part, Json::object());
        const std::string path = pointerStep(part);
        mind(members.is_object(), path);
        if (!members.is_object()) return;
        for (const auto& [name, member] : members.items())
            mind(isGood(member), path + pointerStep(name));
    };
    mindAll("nodes", isNodeShape);
    mindAll("edges", isEdgeShape);
    return problems;
}

}  // namespace

Problems problemsOf(storage::Connection& connection, const domain::WorkflowTemplate& value) {
    if (Problems problems = problemsOfShape(value.definition); !problems.empty()) return problems;
    try {
        schema::compile(value.parameterSchema);
    } catch (const Error& error) {
        return {problemFrom(error, "/parameter_schema")};
    }
    try {
        const auto document = domain::instantiate(value, domain::defaultParameters(value));
        return check::check(withKnownTypes(connection, document.graph), knownTypes());
    } catch (const Error& error) {
        return {problemFrom(error, "/definition")};
    }
}

}  // namespace heddle::services
