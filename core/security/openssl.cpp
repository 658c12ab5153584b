#include "core/security/openssl.h"

#include "core/base/error.h"

#include <openssl/err.h>

namespace heddle::security {

void must(int result, const char* what) {
    if (result == 1) return;
    ERR_clear_error();
    throw Error(ErrorKind::Internal, "security.library", {{"what", what}});
}

const unsigned char* bytesOf(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

unsigned char* bytesOf(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Bio readerOf(std::string_view text) {
    return mustHave(Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))), "reader");
}

std::string contentOf(const Bio& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return std::string(data, static_cast<std::size_t>(size));
}

}  // namespace heddle::security
