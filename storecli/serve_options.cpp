#include "storecli/serve_options.h"

#include "core/base/error.h"

#include <CLI/CLI.hpp>

namespace heddle::storecli {
namespace {

using services::ServerSettings;

bool isLoopback(const std::string& address) {
    return address.starts_with("127.") || address == "::1" || address == "localhost";
}

std::map<std::string, rest::RateRule> ratesOf(const ServerSettings& settings) {
    std::map<std::string, rest::RateRule> rates;
    for (const auto& [name, key] :
         {std::pair("address", "limits.rate.address"), std::pair("default", "limits.rate.default"),
          std::pair("login", "limits.rate.login")}) {
        const auto rate = settings.rate(key);
        if (!rate.isOff) rates[name] = {rate.perSecond, rate.burst};
    }
    return rates;
}

/// Both files, or neither; those of the command line stand for themselves.
std::optional<rest::TlsFiles> tlsOf(const ServeFlags& flags, const ServerSettings& settings) {
    if (!flags.certificate.empty()) return rest::TlsFiles{flags.certificate, flags.key};
    const std::string certificate = settings.text("tls.certificate");
    const std::string key = settings.text("tls.key");
    if (certificate.empty() != key.empty()) throw Error(ErrorKind::InvalidArgument, "serve.no_key");
    if (certificate.empty()) return std::nullopt;
    return rest::TlsFiles{certificate, key};
}

/// A flag that leaves `choice` empty when it is not given, unlike CLI11's own for an optional.
void addChoice(CLI::App& command, const char* name, std::optional<bool>& choice, bool value, const char* help) {
    command.add_flag_callback(
        name, [&choice, value] { choice = value; }, help);
}

}  // namespace

void ServeFlags::addTo(CLI::App& command) {
    command.add_option("--address", address, "Address to listen on (http.address)");
    command.add_option("--port", port, "Port; 0 takes a free one (http.port)");
    command.add_option("--threads", threads, "Threads for connections (http.threads)");
    CLI::Option* certificates =
        command.add_option("--cert", certificate, "Certificates, as PEM: TLS 1.3. See heddlectl cert");
    CLI::Option* keys = command.add_option("--key", key, "The certificate's private key, as PEM");
    certificates->needs(keys);
    keys->needs(certificates);
    addChoice(command, "--plain-http", isPlain, true, "No TLS, although other computers can connect: behind a proxy");
    command.add_option("--trusted-proxy", proxies, "Address of a proxy whose X-Forwarded-For is believed");
    command.add_option("--allow-origin", origins, "Web origin whose pages may call the API; several times");
    addChoice(command, "--needs-reviewer", needsReviewer, true, "Nothing is published without a reviewer's word");
    addChoice(command, "--no-reviewer", needsReviewer, false, "Although the settings want one");
    command.add_flag("--no-limits", isUnlimited, "No rate limits: for measuring, and behind a proxy with its own");
    addChoice(command, "--log-requests", logsRequests, true, "A line of JSON for each request");
    addChoice(command, "--no-log-requests", logsRequests, false, "Although the settings want it");
    command.add_option("--log", logFile, "Log to this file, which rotates, and requests too");
}

runtime::ServeOptions serveOptions(const ServeFlags& flags, const ServerSettings& settings) {
    runtime::ServeOptions options;
    options.http.address = flags.address.value_or(settings.text("http.address"));
    options.http.port = flags.port.value_or(static_cast<std::uint16_t>(settings.integer("http.port")));
    options.http.threads = flags.threads.value_or(static_cast<int>(settings.integer("http.threads")));
    options.http.trustedProxies = flags.proxies.empty() ? settings.list("proxies.trusted") : flags.proxies;
    options.http.tls = tlsOf(flags, settings);
    options.api.cors.origins = flags.origins.empty() ? settings.list("cors.origins") : flags.origins;
    options.needsReviewer = flags.needsReviewer.value_or(settings.flag("store.needs_reviewer"));
    options.logsRequests = flags.logsRequests.value_or(settings.flag("log.requests") || !flags.logFile.empty());
    const bool isPlain = flags.isPlain.value_or(settings.flag("http.plain"));
    if (!options.http.tls && !isPlain && !isLoopback(options.http.address))
        throw Error(ErrorKind::InvalidArgument, "serve.plain", {{"address", options.http.address}});
    if (flags.isUnlimited)
        options.http.limits.perAddress = 0;
    else
        options.api.rates = ratesOf(settings);
    return options;
}

std::string logFileOf(const ServeFlags& flags, const ServerSettings& settings) {
    return flags.logFile.empty() ? settings.text("log.file") : flags.logFile;
}

}  // namespace heddle::storecli
