#pragma once
#include "core/security/secret_bytes.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::security {

/// A key that data is encrypted with: 32 random bytes, from which the vault derives one key to encrypt with and one for
/// the MAC.
struct DataKey {
    std::string id;  ///< letters and digits; stands in every envelope
    SecretBytes bytes;

    /// A new one with a random id.
    static DataKey make();
};

/// Encrypts small texts: SM4-CTR, then HMAC-SM3 over everything (encrypt-then-MAC). Cheap to copy, and copies share
/// their keys; safe from any thread. An envelope is the text `hdlv1.sm4.KEY.NONCE.TEXT.TAG` (base64url), with a random
/// 16-byte nonce of its own. Its context, such as "service_configs/7/api_key", is bound by the tag: an envelope that is
/// moved to another place does not open there.
class Vault {
public:
    /// All keys, the newest first, when another one than `active` is the newest now; else none. May block for a short
    /// call of the database.
    using FindNewer = std::function<std::vector<DataKey>(const std::string& active)>;

    /// The first key encrypts, all of them decrypt. `keys` is not empty, and each has 32 bytes. With `findNewer` it is
    /// asked before each sealing, and when an envelope names a key that is not known: whoever else makes a new key, the
    /// vault seals with it from then on. What that throws is thrown by the calls below.
    explicit Vault(const std::vector<DataKey>& keys, FindNewer findNewer = {});

    std::string seal(std::string_view plain, std::string_view context) const;
    /// Throws Error(NotFound, "vault.unknown_key") with the fact `key`, or Error(Storage, "vault.damaged") when the
    /// envelope, its context or the key is not what it was sealed with. The tag is checked before anything is
    /// decrypted.
    std::string open(std::string_view envelope, std::string_view context) const;
    /// The envelope under the first key: itself when it is already. Throws what open throws.
    std::string resealed(std::string envelope, std::string_view context) const;

    /// Id of the key that encrypts.
    std::string activeKey() const;

    /// Whether `text` looks like an envelope.
    static bool isEnvelope(std::string_view text);
    /// Id of the key that sealed it. Throws Error(Storage, "vault.damaged") when it is no envelope.
    static std::string keyOf(std::string_view envelope);

private:
    struct Keys;
    struct Ring;
    std::shared_ptr<Ring> m_ring;
};

}  // namespace heddle::security
