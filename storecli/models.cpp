#include "core/services/model_service.h"
#include "storecli/command.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace heddle::storecli {
namespace {

int models(const SharedOptions& shared, bool json) {
    runtime::Options opening;
    opening.workspace = shared.folder();
    opening.readOnly = true;
    if (!std::filesystem::exists(opening.workspace)) opening.workspace.clear();
    runtime::Runtime runtime(opening);
    const std::string chosen = wait(runtime, runtime.models().defaultModel());
    for (const auto& choice : wait(runtime, runtime.models().choices())) {
        if (json) {
            const Json line{{"model", choice.reference}, {"title", choice.title},
                            {"source", choice.source},   {"local", choice.local},
                            {"offline", choice.offline}, {"default", choice.reference == chosen}};
            std::printf("%s\n", compactJson(line).c_str());
        } else {
            std::printf("%s %-36s %s\n", choice.reference == chosen ? "*" : " ", choice.reference.c_str(),
                        choice.source.c_str());
        }
    }
    return kDone;
}

}  // namespace

void addModels(CLI::App& app, const SharedOptions& shared, Action& action) {
    auto json = std::make_shared<bool>(false);
    CLI::App* command = app.add_subcommand("models", "List the models that can be used; * marks the default");
    command->add_flag("--json", *json, "One line of JSON for each");
    command->callback([json, &shared, &action] { action = [json, &shared] { return models(shared, *json); }; });
}

}  // namespace heddle::storecli
