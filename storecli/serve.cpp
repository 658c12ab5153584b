#include "core/base/error.h"
#include "core/runtime/server.h"
#include "storecli/command.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>

namespace heddle::storecli {
namespace {

constexpr std::uint16_t kPort = 8321;
/// Paused runs of a server go on by themselves; shorter waits stay in memory.
constexpr std::chrono::milliseconds kHoldWaits{1000};

struct ServeArguments {
    std::string address = "127.0.0.1";
    std::uint16_t port = kPort;
    int threads = 0;
    std::string certificate;
    std::string key;
    bool isPlain = false;
    bool needsReviewer = false;
    bool isUnlimited = false;
    std::vector<std::string> origins;
    std::vector<std::string> proxies;
};

bool isLoopback(const std::string& address) {
    return address.starts_with("127.") || address == "::1" || address == "localhost";
}

runtime::ServeOptions serveOptions(const ServeArguments& arguments) {
    const bool hasTls = !arguments.certificate.empty();
    if (!hasTls && !arguments.isPlain && !isLoopback(arguments.address))
        throw Error(ErrorKind::InvalidArgument, "serve.plain", {{"address", arguments.address}});
    runtime::ServeOptions options;
    options.http.address = arguments.address;
    options.http.port = arguments.port;
    options.http.threads = arguments.threads;
    options.http.trustedProxies = arguments.proxies;
    if (hasTls) options.http.tls = {arguments.certificate, arguments.key};
    options.api.cors.origins = arguments.origins;
    options.needsReviewer = arguments.needsReviewer;
    if (arguments.isUnlimited)
        options.http.limits.perAddress = 0;
    else
        options.api.rates = runtime::defaultRates();
    return options;
}

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

int serve(const ServeArguments& arguments, const SharedOptions& shared) {
    const sigset_t signals = holdEndSignals();
    const runtime::ServeOptions options = serveOptions(arguments);
    runtime::Options opening;
    opening.workspace = shared.folder();
    opening.holdWaits = kHoldWaits;
    opening.isDurable = true;
    runtime::Runtime runtime(opening);
    runtime::Server server(runtime, options);
    std::printf("Heddle serves %s://%s:%u from %s. The API is shown at /docs.\n", options.http.tls ? "https" : "http",
                arguments.address.c_str(), server.port(), shared.folder().c_str());
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
    const auto arguments = std::make_shared<ServeArguments>();
    CLI::App* sub = app.add_subcommand("serve", "Serve a workspace over HTTP until SIGINT or SIGTERM");
    sub->add_option("--address", arguments->address, "Address to listen on")->capture_default_str();
    sub->add_option("--port", arguments->port, "Port; 0 takes a free one")->capture_default_str();
    sub->add_option("--threads", arguments->threads, "Threads for connections (default: one a core)");
    CLI::Option* certificate =
        sub->add_option("--cert", arguments->certificate, "Certificates, as PEM: TLS 1.3. See heddlectl cert");
    CLI::Option* key = sub->add_option("--key", arguments->key, "The certificate's private key, as PEM");
    certificate->needs(key);
    key->needs(certificate);
    sub->add_flag("--plain-http", arguments->isPlain, "No TLS, although other computers can connect: behind a proxy");
    sub->add_option("--trusted-proxy", arguments->proxies, "Address of a proxy whose X-Forwarded-For is believed");
    sub->add_option("--allow-origin", arguments->origins, "Web origin whose pages may call the API; several times");
    sub->add_flag("--needs-reviewer", arguments->needsReviewer, "Nothing is published without a reviewer's word");
    sub->add_flag("--no-limits", arguments->isUnlimited,
                  "No rate limits: for measuring, and behind a proxy with its own");
    sub->callback(
        [arguments, &shared, &action] { action = [arguments, &shared] { return serve(*arguments, shared); }; });
}

}  // namespace heddle::storecli
