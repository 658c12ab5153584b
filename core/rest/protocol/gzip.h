#pragma once
#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

namespace heddle::rest {

/// Makes gzip (RFC 1952) of bytes that come piece by piece.
class Gzip {
public:
    Gzip();
    ~Gzip();
    Gzip(const Gzip&) = delete;
    Gzip& operator=(const Gzip&) = delete;

    /// Appends to `out` what is ready; with the last piece, the rest.
    void add(std::string_view bytes, bool isLast, std::string& out);

private:
    std::unique_ptr<z_stream_s> m_stream;
};

}  // namespace heddle::rest
