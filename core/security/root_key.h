#pragma once
#include "core/security/data_keys.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace heddle::security {

class SecretStore;

/// A place that may hold the root key. Used at start-up by one thread.
class RootKeySource {
public:
    virtual ~RootKeySource() = default;
    /// "environment", "secret_service", "file", "passphrase": for messages and settings.
    virtual std::string name() const = 0;
    /// Nothing when there is none in this place.
    virtual std::optional<RootKey> find() = 0;
    /// A new one, kept there when it returns; nothing when this place takes none.
    virtual std::optional<RootKey> create() = 0;
};

/// A variable with 32 bytes in base64url, for servers; whoever starts them keeps the key. Throws
/// Error(InvalidArgument, "root_key.format") with the fact `source` for another value.
std::unique_ptr<RootKeySource> environmentSource(std::string variable);

/// The desktop's key ring. `store` must outlive it. Throws what SecretStore throws, and "root_key.format".
std::unique_ptr<RootKeySource> secretStoreSource(SecretStore& store, std::string entry);

/// A file of mode 0600 in a folder of mode 0700. Throws Error(Denied, "root_key.file_open") with the facts `file` and
/// `mode` when others than its owner may read it, "root_key.format", and what base's readFile and writeFile throw.
std::unique_ptr<RootKeySource> fileSource(std::filesystem::path file);

/// Derived from a passphrase by Argon2id; salt and parameters stand in `parameters`. `ask` gives the passphrase, or
/// nothing when there is nobody to ask. Throws Error(Denied, "root_key.wrong_passphrase"), "root_key.no_passphrase" and
/// "root_key.format".
using AskPassphrase = std::function<std::optional<std::string>()>;
std::unique_ptr<RootKeySource> passphraseSource(std::filesystem::path parameters, AskPassphrase ask);

struct FoundRootKey {
    RootKey key;
    std::string source;  ///< name of the place
};

using RootKeySources = std::vector<std::unique_ptr<RootKeySource>>;

/// The root key with the id `id`, from the first source that has it. Throws Error(NotFound, "root_key.missing") with
/// the facts `key` and `tried`, and what the sources throw: a key that cannot be read is never replaced by another.
FoundRootKey findRootKey(const RootKeySources& sources, const std::string& id);

/// For a workspace without data keys: the first key that a source has, or else a new one in the first source that takes
/// it. Throws Error(Unavailable, "root_key.no_place") with the fact `tried`, and what the sources throw.
FoundRootKey findOrMakeRootKey(const RootKeySources& sources);

}  // namespace heddle::security
