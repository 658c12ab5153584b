#include "core/base/error.h"
#include "core/security/secret_store.h"

#include <cstdint>
#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>

namespace heddle::security {
namespace {

// What is used of libsecret's and GLib's stable C interfaces (secret-schema.h, secret-password.h, gerror.h). Spelled
// out here, so that neither building nor running Heddle needs them installed.
struct Attribute {
    const char* name;
    int type;
};

struct Schema {
    const char* name;
    int flags;
    Attribute attributes[32];
    int reserved;
    void* reservedPointers[7];
};

struct GError {
    std::uint32_t domain;
    int code;
    char* message;
};

constexpr Schema kSchema{"org.heddle.Key", 0, {{"entry", 0}}, 0, {}};

struct Library {
    char* (*lookup)(const Schema*, void* cancellable, GError**, ...);
    int (*store)(const Schema*, const char* collection, const char* label, const char* secret, void* cancellable,
                 GError**, ...);
    void (*freeSecret)(char*);
    void (*freeError)(GError*);
};

template <typename Function>
bool find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    return function != nullptr;
}

std::optional<Library> loadLibrary() {
    // GLib registers types for the life of the process, so it must not be unloaded.
    void* library = ::dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library) return std::nullopt;
    Library found{};
    const bool whole = find(library, "secret_password_lookup_sync", found.lookup) &&
                       find(library, "secret_password_store_sync", found.store) &&
                       find(library, "secret_password_free", found.freeSecret) &&
                       find(library, "g_error_free", found.freeError);
    if (!whole) return std::nullopt;
    return found;
}

/// Without one, GLib would start a bus of its own.
bool hasSessionBus() {
    const char* address = std::getenv("DBUS_SESSION_BUS_ADDRESS");
    if (address && *address) return true;
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    return runtime && std::filesystem::exists(std::filesystem::path(runtime) / "bus");
}

class SecretService final : public SecretStore {
public:
    bool isAvailable() override {
        if (!m_asked) {
            m_asked = true;
            if (hasSessionBus()) m_library = loadLibrary();
            // An entry that nobody has: answered without unlocking anything.
            if (m_library && !answers("")) m_library.reset();
        }
        return m_library.has_value();
    }

    std::optional<std::string> find(const std::string& entry) override {
        mustBeAvailable();
        GError* error = nullptr;
        char* secret = m_library->lookup(&kSchema, nullptr, &error, "entry", entry.c_str(), nullptr);
        if (error) refuse(error);
        if (!secret) return std::nullopt;
        std::string text(secret);
        m_library->freeSecret(secret);
        return text;
    }

    bool save(const std::string& entry, const std::string& secret) override {
        if (!isAvailable()) return false;
        GError* error = nullptr;
        const std::string label = "Heddle: " + entry;
        m_library->store(&kSchema, nullptr, label.c_str(), secret.c_str(), nullptr, &error, "entry", entry.c_str(),
                         nullptr);
        if (!error) return true;
        m_library->freeError(error);
        return false;
    }

private:
    bool answers(const std::string& entry) const {
        GError* error = nullptr;
        char* secret = m_library->lookup(&kSchema, nullptr, &error, "entry", entry.c_str(), nullptr);
        if (secret) m_library->freeSecret(secret);
        if (!error) return true;
        m_library->freeError(error);
        return false;
    }

    void mustBeAvailable() {
        if (isAvailable()) return;
        throw Error(ErrorKind::Unavailable, "secret_store.refused", {{"reason", "there is no key ring"}});
    }

    [[noreturn]] void refuse(GError* error) const {
        const std::string reason = error->message;
        m_library->freeError(error);
        throw Error(ErrorKind::Unavailable, "secret_store.refused", {{"reason", reason}});
    }

    bool m_asked = false;
    std::optional<Library> m_library;
};

}  // namespace

std::unique_ptr<SecretStore> makeSecretService() { return std::make_unique<SecretService>(); }

}  // namespace heddle::security
