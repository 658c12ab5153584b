#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace heddle::rest {

/// What one client may take from the others: size, number and time.
struct ServerLimits {
    std::size_t target = 8u << 10;      ///< bytes of a request's target
    std::size_t head = 16u << 10;       ///< bytes of a request's head
    std::size_t fields = 100;           ///< header fields
    std::size_t connections = 0;        ///< 0: as many as the process may have descriptors, less 200
    std::size_t perAddress = 64;        ///< connections of one address; 0: no limit
    std::size_t unsent = 64u << 10;     ///< bytes of a stream that wait for a slow client before its producer waits
    std::size_t bodyRate = 1024;        ///< bytes a second that a body must bring after `bodyGrace`
    std::size_t writeSlice = 1u << 20;  ///< bytes of a reply that the client must take within `write`

    std::chrono::milliseconds handshake{10'000};  ///< of TLS
    std::chrono::milliseconds requestHead{10'000};
    std::chrono::milliseconds bodyGrace{10'000};
    std::chrono::milliseconds idle{60'000};  ///< between two requests
    std::chrono::milliseconds write{30'000};
    std::chrono::milliseconds linger{2'000};  ///< after the last byte, for the client to read it
    std::chrono::milliseconds drain{10'000};  ///< for replies on their way when the server stops
    std::chrono::milliseconds heartbeat{15'000};
    std::chrono::milliseconds look{100};  ///< how often deadlines are looked at
};

/// PEM files; looked at again when a client connects, and read again when they changed.
struct TlsFiles {
    std::filesystem::path certificates;  ///< the server's own first, then those that vouch for it
    std::filesystem::path key;
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;                   ///< 0: a free one
    int threads = 0;                          ///< 0: as many as cores
    std::optional<TlsFiles> tls;              ///< TLS 1.3 only; nothing: plain HTTP
    std::vector<std::string> trustedProxies;  ///< addresses whose X-Forwarded-For is believed and that have no limit
    ServerLimits limits;
};

}  // namespace heddle::rest
