#include "core/base/error.h"
#include "core/base/messages.h"
#include "storecli/command.h"

#include <CLI/CLI.hpp>

#include <cstdio>

using namespace heddle;

int main(int argc, char** argv) {
    CLI::App app("Runs, checks and manages Heddle agents from the terminal.", "heddlectl");
    app.set_version_flag("--version", HEDDLE_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    storecli::Common common;
    app.add_option("--workspace", common.workspace, "Folder of the workspace (default: $XDG_DATA_HOME/heddle)");
    storecli::Action action;
    storecli::addRun(app, common, action);
    storecli::addValidate(app, action);
    storecli::addTemplates(app, action);
    storecli::addModels(app, common, action);
    storecli::addRuns(app, common, action);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? storecli::kDone : storecli::kUsage;
    }
    try {
        return action();
    } catch (...) {
        const Error error = currentError();
        std::fprintf(stderr, "heddlectl: %s\n", messageText(error.code(), error.facts()).c_str());
        return error.kind() == ErrorKind::Cancelled ? storecli::kCancelled : storecli::kFailed;
    }
}
