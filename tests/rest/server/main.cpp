// A server with the sample routes: rest_server [--port N] [--threads N] [--tls CERTIFICATES KEY]. Says "listening on N"
// on standard error; ends with SIGTERM.
#include "core/rest/server/http_server.h"
#include "tests/rest/server/sample_api.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>

using namespace heddle;

namespace {

rest::ServerOptions optionsFrom(int argc, char** argv) {
    rest::ServerOptions options;
    options.limits.perAddress = 0;  // hostile clients and benchmarks all come from one
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (name == "--port" && i + 1 < argc) {
            options.port = static_cast<std::uint16_t>(std::atoi(argv[++i]));
        } else if (name == "--threads" && i + 1 < argc) {
            options.threads = std::atoi(argv[++i]);
        } else if (name == "--tls" && i + 2 < argc) {
            options.tls = rest::TlsFiles{argv[i + 1], argv[i + 2]};
            i += 2;
        } else {
            std::fprintf(stderr, "usage: %s [--port N] [--threads N] [--tls CERTIFICATES KEY]\n", argv[0]);
            std::exit(2);
        }
    }
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);

    const SystemClock clock;
    tests::SampleApi api(clock);
    rest::HttpServer server(api.handler(), clock, optionsFrom(argc, argv));
    std::fprintf(stderr, "listening on %d\n", server.port());
    int signal = 0;
    sigwait(&ends, &signal);
    server.stop();
    return 0;
}
