#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/check/check.h"
#include "core/nodes/builtin_nodes.h"
#include "core/services/agents/agent_service.h"
#include "storecli/command.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace heddle::storecli {
namespace {

struct ValidateOptions {
    std::vector<std::filesystem::path> files;
    bool json = false;
};

Problems problemsOf(const std::filesystem::path& file) {
    try {
        const domain::Graph graph = services::AgentService::readWorkflowFile(file).graph;
        return check::check(graph, nodes::builtinTypes());
    } catch (const Error& e) {
        return {{Severity::Error, e.code(), "", e.facts().value("path", ""), e.facts()}};
    }
}

int validate(const ValidateOptions& options) {
    bool failed = false;
    for (const auto& file : options.files) {
        const Problems problems = problemsOf(file);
        failed = failed || hasErrors(problems);
        for (const Problem& problem : problems) {
            if (options.json) {
                Json line = toJson(problem);
                line["file"] = file.string();
                std::printf("%s\n", compactJson(line).c_str());
                continue;
            }
            const std::string text = messageText(problem.code, problem.facts);
            const std::string place = problem.node.empty() ? problem.path : problem.node + " " + problem.path;
            std::printf("%s: %s: %s%s%s\n", file.c_str(), std::string(severityName(problem.severity)).c_str(),
                        text.c_str(), place.empty() ? "" : "  ", place.empty() ? "" : ("[" + place + "]").c_str());
        }
        if (problems.empty() && !options.json) std::printf("%s: no problems\n", file.c_str());
    }
    return failed ? kFailed : kDone;
}

}  // namespace

void addValidate(CLI::App& app, Action& action) {
    auto options = std::make_shared<ValidateOptions>();
    CLI::App* command =
        app.add_subcommand("validate", "Find what is wrong with workflow files; exit code 1 when there are errors");
    command->add_option("files", options->files, "Workflow files")->required();
    command->add_flag("--json", options->json, "One line of JSON for each problem");
    command->callback([options, &action] { action = [options] { return validate(*options); }; });
}

}  // namespace heddle::storecli
