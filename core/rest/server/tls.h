#pragma once
#include "core/rest/server/server_options.h"

#include <memory>
#include <mutex>

namespace boost::asio::ssl {
class context;
}

namespace heddle::rest {

/// The server's certificate and key, as new connections use them. Safe from any thread.
class TlsIdentity {
public:
    /// Reads the files. Throws Error(InvalidArgument, "rest.certificate") with the facts `file` and `reason`.
    explicit TlsIdentity(TlsFiles files);

    /// The newest that can be used: files that changed are read again, and when they cannot be used (half-written, a
    /// key that does not fit) the last good ones stay.
    std::shared_ptr<boost::asio::ssl::context> current();

private:
    using Stamp = std::pair<std::filesystem::file_time_type, std::filesystem::file_time_type>;
    Stamp stamp() const;

    TlsFiles m_files;
    std::mutex m_mutex;
    Stamp m_stamp;
    std::shared_ptr<boost::asio::ssl::context> m_context;
};

}  // namespace heddle::rest
