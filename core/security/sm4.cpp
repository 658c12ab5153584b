#include "core/security/sm4.h"

#include "core/security/openssl.h"

#include <cassert>

namespace heddle::security {

std::string sm4Ctr(std::string_view key, std::string_view counter, std::string_view text) {
    assert(key.size() == 16 && counter.size() == 16);
    const CipherContext context = mustHave(CipherContext(EVP_CIPHER_CTX_new()), "SM4");
    must(EVP_EncryptInit_ex2(context.get(), EVP_sm4_ctr(), bytesOf(key), bytesOf(counter), nullptr), "SM4");
    std::string result(text.size(), '\0');
    int written = 0;
    must(EVP_EncryptUpdate(context.get(), bytesOf(result), &written, bytesOf(text), static_cast<int>(text.size())),
         "SM4");
    return result;
}

}  // namespace heddle::security
