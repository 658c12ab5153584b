#include "core/base/error.h"
#include "core/base/file.h"
#include "core/nodes/input_fields.h"
#include "core/services/agent_service.h"
#include "core/services/model_service.h"
#include "core/services/template_service.h"
#include "storecli/run_driver.h"
#include "storecli/workflow_source.h"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <unistd.h>

namespace heddle::storecli {
namespace {

struct RunOptions {
    std::filesystem::path workflow;
    std::string templateId;
    std::string agent;
    std::vector<std::string> parameters;
    std::string input;
    std::filesystem::path file;
    std::vector<std::string> fields;
    std::string model;
    std::string baseUrl;
    std::string keyVariable = "OPENAI_API_KEY";
    bool json = false;
    bool quiet = false;
    bool noSave = false;
};

/// The workflow that the command line names, and where it comes from.
services::RunRequest requestFor(const RunOptions& options, runtime::Runtime& runtime) {
    services::RunRequest request;
    if (!options.templateId.empty()) {
        request.graph = workflowFromTemplate(runtime.templates(), options.templateId, options.parameters);
    } else if (!options.agent.empty()) {
        const auto agents = wait(runtime, runtime.agents().list());
        const auto it = std::find_if(agents.begin(), agents.end(), [&](const domain::Agent& agent) {
            return agent.name == options.agent || agent.id == options.agent;
        });
        if (it == agents.end()) throw Error(ErrorKind::NotFound, "agent.not_found", {{"agent", options.agent}});
        request.agentId = it->id;
        request.graph = wait(runtime, runtime.agents().open(it->id)).document.graph;
    } else {
        request.graph = services::AgentService::readWorkflowFile(options.workflow).graph;
    }
    return request;
}

int run(const RunOptions& options, const Common& common) {
    runtime::Options opening;
    if (!options.noSave || !options.agent.empty()) opening.workspace = common.folder();
    runtime::Runtime runtime(opening);
    services::RunRequest request = requestFor(options, runtime);
    request.save = !options.noSave;
    request.model = options.model;
    if (!options.baseUrl.empty()) {
        const char* key = std::getenv(options.keyVariable.c_str());
        runtime.models().useAddress("address", options.baseUrl, key ? key : "");
        request.model = "openai:" + options.model + "@address";
    }
    std::optional<std::string> fileText;
    if (!options.file.empty()) fileText = readFile(options.file, 64u << 20);
    request.input = nodes::inputFrom(request.graph, textOrStdin(options.input), fileText);
    request.input.update(pairs(options.fields));
    Showing showing{options.json, options.quiet, false};
    showing.interactive = !options.json && ::isatty(STDIN_FILENO) && options.input != "-";
    return startRun(runtime, std::move(request), showing);
}

}  // namespace

void addRun(CLI::App& app, const Common& common, Action& action) {
    auto options = std::make_shared<RunOptions>();
    CLI::App* command = app.add_subcommand("run", "Run an agent, a template or a workflow file");
    auto* what = command->add_option_group("what to run");
    what->add_option("workflow", options->workflow, "A workflow file (*.workflow.json)");
    what->add_option("--template", options->templateId, "A built-in template, by its id");
    what->add_option("--agent", options->agent, "An agent of the workspace, by its name or id");
    what->require_option(1);
    command->add_option("--param", options->parameters, "A parameter of the template, as name=value");
    command->add_option("--input", options->input, "The text to begin with; - reads standard input");
    command->add_option("--file", options->file, "A file whose text the workflow gets");
    command->add_option("--set", options->fields, "A field of the starting state, as name=value (JSON or text)");
    command->add_option("--model", options->model, "Model for nodes that name none (see heddlectl models)");
    command->add_option("--base-url", options->baseUrl,
                        "An OpenAI-compatible address, for example http://127.0.0.1:8080/v1");
    command->add_option("--key-env", options->keyVariable, "Environment variable that holds the address's key");
    command->add_flag("--json", options->json, "Print every event as one line of JSON");
    command->add_flag("--quiet", options->quiet, "Print the answer only");
    command->add_flag("--no-save", options->noSave, "Keep nothing: the run cannot be resumed");
    command->callback([options, &common, &action] { action = [options, &common] { return run(*options, common); }; });
}

}  // namespace heddle::storecli
