#pragma once
#include <memory>
#include <optional>
#include <string>

namespace heddle::security {

/// The key ring of the desktop: a port. One thread at a time; calls may wait for the person who unlocks it.
class SecretStore {
public:
    virtual ~SecretStore() = default;
    /// Whether there is one on this computer.
    virtual bool isAvailable() = 0;
    /// Throws Error(Unavailable, "secret_store.refused") with the fact `reason`: locked, or no answer.
    virtual std::optional<std::string> find(const std::string& entry) = 0;
    /// False when it does not take it: locked, without a place for secrets, or the person said no.
    virtual bool save(const std::string& entry, const std::string& secret) = 0;
};

/// The Secret Service of freedesktop.org (GNOME's and KDE's key rings) by libsecret, which is loaded on first use and
/// need not be installed.
std::unique_ptr<SecretStore> makeSecretService();

}  // namespace heddle::security
