#pragma once
#include "core/runtime/runtime.h"
#include "storecli/admin/remote_store.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <filesystem>
#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace heddle::storecli {

/// What a command's process ends with.
enum ExitCode {
    kDone = 0,
    kFailed = 1,  ///< also: validate found errors
    kUsage = 2,
    kPaused = 3,      ///< the run waits for an answer
    kCancelled = 130  ///< as shells say it of Ctrl-C
};

/// Options that all commands share.
struct SharedOptions {
    std::filesystem::path workspace;  ///< empty: the default one
    std::string database;             ///< runtime::Options::database; from the environment, for it holds a password
    RemoteOptions remote;             ///< for commands that administer
    std::filesystem::path folder() const { return workspace.empty() ? runtime::defaultWorkspace() : workspace; }
};

/// A command sets `action` when it was named on the command line; main runs it and returns what it returns.
using Action = std::function<int()>;

void addRun(CLI::App& app, const SharedOptions& shared, Action& action);
void addValidate(CLI::App& app, Action& action);
void addTemplates(CLI::App& app, Action& action);
void addMcp(CLI::App& app, const SharedOptions& shared, Action& action);
void addTools(CLI::App& app, const SharedOptions& shared, Action& action);
void addModels(CLI::App& app, const SharedOptions& shared, Action& action);
void addRuns(CLI::App& app, const SharedOptions& shared, Action& action);
void addAccounts(CLI::App& app, const SharedOptions& shared, Action& action);
void addServe(CLI::App& app, const SharedOptions& shared, Action& action);
void addCert(CLI::App& app, Action& action);
void addBackup(CLI::App& app, const SharedOptions& shared, Action& action);
void addVerify(CLI::App& app, const SharedOptions& shared, Action& action);
void addConfig(CLI::App& app, const SharedOptions& shared, Action& action);
void addMigrate(CLI::App& app, const SharedOptions& shared, Action& action);

/// Waits for a coroutine of the services; throws what it throws.
template <typename T>
T wait(runtime::Runtime& runtime, boost::asio::awaitable<T> task) {
    return boost::asio::co_spawn(runtime.executor(), std::move(task), boost::asio::use_future).get();
}

}  // namespace heddle::storecli
