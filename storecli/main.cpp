#include "core/base/error.h"
#include "core/base/messages.h"
#include "storecli/command.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>

using namespace heddle;

namespace {

/// The error in words, with the file that it is about where they do not name it.
std::string explained(const Error& error) {
    const std::string text = messageText(error.code(), error.facts());
    const std::string source = error.facts().value("source", "");
    return text.find(source) == std::string::npos ? source + ": " + text : text;
}

/// Throws when a server is named for a command that works on this computer only.
void mustWorkOverRest(const std::string& command) {
    for (const char* remote : {"user", "token", "keys", "audit", "config", "backup", "verify"}) {
        if (command == remote) return;
    }
    for (const char* alone : {"init", "restore", "migrate"}) {
        if (command == alone) throw Error(ErrorKind::InvalidArgument, "remote.not_served", {{"command", command}});
    }
    throw Error(ErrorKind::InvalidArgument, "remote.local_only");
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Runs, checks and manages Heddle agents from the terminal.", "heddlectl");
    app.set_version_flag("--version", HEDDLE_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    storecli::SharedOptions shared;
    app.add_option("--workspace", shared.workspace, "Folder of the workspace (default: $XDG_DATA_HOME/heddle)");
    app.add_option("--server", shared.remote.server,
                   "A server to administer over REST: https://store.example (user, token, keys, audit, config, backup, "
                   "verify)");
    app.add_option("--as", shared.remote.login,
                   "Who signs in there, where the variable HEDDLE_TOKEN has no token or key");
    app.add_option("--ca", shared.remote.authorities, "A PEM file with the certificates to trust there")
        ->check(CLI::ExistingFile);
    if (const char* database = std::getenv("HEDDLE_DATABASE")) shared.database = database;
    storecli::Action action;
    storecli::addRun(app, shared, action);
    storecli::addValidate(app, action);
    storecli::addTemplates(app, action);
    storecli::addModels(app, shared, action);
    storecli::addTools(app, shared, action);
    storecli::addMcp(app, shared, action);
    storecli::addRuns(app, shared, action);
    storecli::addAccounts(app, shared, action);
    storecli::addServe(app, shared, action);
    storecli::addCert(app, action);
    storecli::addBackup(app, shared, action);
    storecli::addVerify(app, shared, action);
    storecli::addConfig(app, shared, action);
    storecli::addMigrate(app, shared, action);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? storecli::kDone : storecli::kUsage;
    }
    try {
        if (!shared.remote.server.empty()) mustWorkOverRest(app.get_subcommands().front()->get_name());
        return action();
    } catch (...) {
        const Error error = currentError();
        std::fprintf(stderr, "heddlectl: %s\n", explained(error).c_str());
        return error.kind() == ErrorKind::Cancelled ? storecli::kCancelled : storecli::kFailed;
    }
}
