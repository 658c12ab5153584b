#include "core/base/log.h"
#include "storecli/command.h"
#include "storecli/serve_options.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>

namespace heddle::storecli {
namespace {

/// Paused runs of a server go on by themselves; shorter waits stay in memory.
constexpr std::chrono::milliseconds kHoldWaits{1000};

/// SIGINT and SIGTERM, kept for waitForEnd(). Before any thread is made, for threads inherit it.
sigset_t holdEndSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

int serve(const ServeFlags& flags, const SharedOptions& shared) {
    const sigset_t signals = holdEndSignals();
    const services::ServerSettings settings(shared.folder());
    const runtime::ServeOptions options = serveOptions(flags, settings);
    if (const std::string file = logFileOf(flags, settings); !file.empty()) logToFile(file);
    runtime::Options opening;
    opening.workspace = shared.folder();
    opening.database = shared.database;
    opening.holdWaits = kHoldWaits;
    opening.isDurable = true;
    opening.threads = static_cast<int>(settings.integer("jobs.workers"));
    runtime::Runtime runtime(opening);
    runtime::Server server(runtime, options);
    std::printf("Heddle serves %s://%s:%u from %s. The API is shown at /docs.\n", options.http.tls ? "https" : "http",
                options.http.address.c_str(), server.port(), shared.folder().c_str());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&signals, &signal);
    std::printf("Ending: no new requests; those under way have ten seconds.\n");
    std::fflush(stdout);
    server.stop();
    return kDone;
}

}  // namespace

void addServe(CLI::App& app, const SharedOptions& shared, Action& action) {
    const auto flags = std::make_shared<ServeFlags>();
    CLI::App* sub = app.add_subcommand("serve", "Serve a workspace over HTTP until SIGINT or SIGTERM");
    sub->footer("What no option says comes from the settings: see heddlectl config list.");
    flags->addTo(*sub);
    sub->callback([flags, &shared, &action] { action = [flags, &shared] { return serve(*flags, shared); }; });
}

}  // namespace heddle::storecli
