#include "core/base/error.h"
#include "core/base/file.h"
#include "core/nodes/input_fields.h"
#include "core/services/agents/agent_service.h"
#include "core/services/templates/template_service.h"
#include "storecli/address.h"
#include "storecli/run_driver.h"
#include "storecli/workflow_source.h"

#include <CLI/CLI.hpp>

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
    Address address;
    bool json = false;
    bool quiet = false;
    bool noSave = false;
    bool record = false;
};

/// The workflow that the command line names, and where it comes from.
services::RunRequest requestFor(const RunOptions& options, runtime::Runtime& runtime) {
    services::RunRequest request;
    if (!options.templateId.empty()) {
        request.graph = workflowFromTemplate(runtime.templates(), options.templateId, options.parameters);
    } else if (!options.agent.empty()) {
        const auto agents = wait(runtime, runtime.agents().list(services::Caller::local()));
        const auto it = std::find_if(agents.begin(), agents.end(), [&](const domain::Agent& agent) {
            return agent.name == options.agent || agent.id == options.agent;
        });
        if (it == agents.end()) throw Error(ErrorKind::NotFound, "agent.not_found", {{"agent", options.agent}});
        request.agentId = it->id;
        request.graph = wait(runtime, runtime.agents().open(services::Caller::local(), it->id)).document.graph;
    } else {
        request.graph = services::AgentService::readWorkflowFile(options.workflow).graph;
    }
    return request;
}

int run(const RunOptions& options, const SharedOptions& shared) {
    runtime::Options opening;
    if (!options.noSave || !options.agent.empty()) opening.workspace = shared.folder();
    runtime::Runtime runtime(opening);
    services::RunRequest request = requestFor(options, runtime);
    request.save = !options.noSave;
    request.record = options.record;
    request.model = options.model;
    if (options.address.use(runtime)) request.model = "openai:" + options.model + "@" + Address::kName;
    std::optional<std::string> fileText;
    if (!options.file.empty()) fileText = readFile(options.file, 64u << 20);
    request.input = nodes::inputFrom(request.graph, textOrStdin(options.input), fileText);
    request.input.update(pairs(options.fields));
    Showing showing;
    showing.json = options.json;
    showing.quiet = options.quiet;
    showing.interactive = !options.json && ::isatty(STDIN_FILENO) && options.input != "-";
    showing.saved = !options.noSave;
    if (!options.address.baseUrl.empty()) showing.keyVariable = options.address.keyVariable;
    return startRun(runtime, std::move(request), showing);
}

/// Errors about a workflow file name it.
int runNamed(const RunOptions& options, const SharedOptions& shared) {
    try {
        return run(options, shared);
    } catch (const Error& e) {
        if (options.workflow.empty() || e.kind() != ErrorKind::InvalidArgument) throw;
        throw e.with("source", options.workflow.string());
    }
}

}  // namespace

void addRun(CLI::App& app, const SharedOptions& shared, Action& action) {
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
    options->address.addTo(*command);
    command->add_flag("--json", options->json, "Print every event as one line of JSON");
    command->add_flag("--quiet", options->quiet, "Print the answer only");
    auto* noSave = command->add_flag("--no-save", options->noSave, "Keep nothing: the run cannot be resumed");
    command->add_flag("--record", options->record, "Keep all answers of models, for heddlectl runs reproduce")
        ->excludes(noSave);
    command->callback(
        [options, &shared, &action] { action = [options, &shared] { return runNamed(*options, shared); }; });
}

}  // namespace heddle::storecli
