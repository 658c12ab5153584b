#include "core/base/file.h"
#include "core/services/agents/agent_service.h"
#include "core/services/templates/template_service.h"
#include "storecli/command.h"
#include "storecli/workflow_source.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace heddle::storecli {
namespace {

struct TemplateOptions {
    std::string id;
    std::vector<std::string> parameters;
    std::filesystem::path output;
    bool json = false;
};

void show(const domain::WorkflowTemplate& value) {
    std::printf("%s  %s\n\n%s\n", value.id.c_str(), value.title.c_str(), value.description.c_str());
    if (value.runsOffline) std::printf("\nRuns with the offline model: no key, no network.\n");
    std::printf("\nParameters:\n");
    const Json properties = value.parameterSchema.value("properties", Json::object());
    for (const auto& [name, schema] : properties.items()) {
        std::string standard = schema.contains("default") ? compactJson(schema["default"]) : "";
        if (standard.size() > 60) standard = standard.substr(0, 57) + "…";
        std::printf("  --param %s=…  %s (default %s)\n", name.c_str(), schema.value("title", name).c_str(),
                    standard.c_str());
    }
    std::printf("\nTry it: heddlectl run --template %s --input \"…\"\n", value.id.c_str());
}

int templates(const TemplateOptions& options) {
    const services::TemplateService service;
    if (!options.output.empty()) {
        const auto document = service.instantiate(options.id, pairs(options.parameters));
        services::AgentService::writeWorkflowFile(options.output, document);
        std::printf("Wrote %s\n", options.output.c_str());
        return kDone;
    }
    if (!options.id.empty()) {
        const auto& value = service.get(options.id);
        if (options.json) {
            std::printf("%s", canonicalJson(toJson(value)).c_str());
        } else {
            show(value);
        }
        return kDone;
    }
    for (const auto& value : service.all()) {
        if (options.json) {
            std::printf("%s\n", compactJson(toJson(value)).c_str());
        } else {
            std::printf("%-22s %-28s %s\n", value.id.c_str(), value.title.c_str(),
                        value.runsOffline ? "runs offline" : "");
        }
    }
    return kDone;
}

}  // namespace

void addTemplates(CLI::App& app, Action& action) {
    auto options = std::make_shared<TemplateOptions>();
    CLI::App* command =
        app.add_subcommand("templates", "List the built-in templates, show one, or write its workflow to a file");
    auto* id = command->add_option("id", options->id, "Template to show");
    command->add_option("--write", options->output, "Write the workflow to this file")->needs(id);
    command->add_option("--param", options->parameters, "A parameter, as name=value");
    command->add_flag("--json", options->json, "As JSON");
    command->callback([options, &action] { action = [options] { return templates(*options); }; });
}

}  // namespace heddle::storecli
