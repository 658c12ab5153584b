#include "core/security/root_key.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/id.h"
#include "core/security/encoding.h"
#include "core/security/secret_store.h"
#include "core/security/sodium.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace heddle::security {
namespace fs = std::filesystem;
namespace {

/// Argon2id for passphrases: dearer than for passwords, for it runs once in a start.
constexpr std::int64_t kPasses = 3;
constexpr std::int64_t kMemoryBytes = 128 << 20;

std::string textOf(const RootKey& key) { return toBase64Url(key.bytes.view()); }

RootKey parseRootKey(std::string_view text, const std::string& source) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    auto bytes = fromBase64Url(text);
    if (!bytes || bytes->size() != RootKey::kSize) {
        throw Error(ErrorKind::InvalidArgument, "root_key.format", {{"source", source}});
    }
    RootKey key{SecretBytes(*bytes)};
    wipe(*bytes);
    return key;
}

/// Writes a file that is not there yet, whole and on the disk when it returns. False when somebody else made one.
bool createFile(const fs::path& file, std::string_view content) {
    const fs::path folder = file.parent_path();
    if (!fs::exists(folder)) {
        fs::create_directories(folder);
        fs::permissions(folder, fs::perms::owner_all);
    }
    const fs::path draft = file.string() + ".new." + newId();
    writeFile(draft, content, FileMode::OwnerOnly);
    // A rename would replace the key that another process has made in between, and with it lose what that encrypted.
    const int failure = ::link(draft.c_str(), file.c_str()) == 0 ? 0 : errno;
    ::unlink(draft.c_str());
    if (failure == EEXIST) return false;
    const int directory = failure == 0 ? ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    const bool synced = directory >= 0 && ::fsync(directory) == 0;
    const int reason = failure != 0 ? failure : errno;
    if (directory >= 0) ::close(directory);
    if (synced) return true;
    throw Error(ErrorKind::Storage, "file.unwritable", {{"file", file.string()}, {"reason", std::strerror(reason)}});
}

/// Refuses a file of secrets that others may read.
void mustBePrivate(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0 || (status.st_mode & 077) == 0) return;
    char mode[8];
    std::snprintf(mode, sizeof mode, "%04o", static_cast<unsigned>(status.st_mode & 07777));
    throw Error(ErrorKind::Denied, "root_key.file_open", {{"file", file.string()}, {"mode", mode}});
}

class EnvironmentSource final : public RootKeySource {
public:
    explicit EnvironmentSource(std::string variable) : m_variable(std::move(variable)) {}

    std::string name() const override { return "environment"; }
    std::optional<RootKey> find() override {
        const char* value = std::getenv(m_variable.c_str());
        if (!value || !*value) return std::nullopt;
        return parseRootKey(value, m_variable);
    }
    std::optional<RootKey> create() override { return std::nullopt; }

private:
    std::string m_variable;
};

class SecretStoreSource final : public RootKeySource {
public:
    SecretStoreSource(SecretStore& store, std::string entry) : m_store(store), m_entry(std::move(entry)) {}

    std::string name() const override { return "secret_service"; }
    std::optional<RootKey> find() override {
        if (!m_store.isAvailable()) return std::nullopt;
        auto text = m_store.find(m_entry);
        if (!text) return std::nullopt;
        RootKey key = parseRootKey(*text, name());
        wipe(*text);
        return key;
    }
    std::optional<RootKey> create() override {
        if (!m_store.isAvailable()) return std::nullopt;
        RootKey key = RootKey::make();
        std::string text = textOf(key);
        const bool saved = m_store.save(m_entry, text);
        wipe(text);
        if (!saved) return std::nullopt;
        return key;
    }

private:
    SecretStore& m_store;
    std::string m_entry;
};

class FileSource final : public RootKeySource {
public:
    explicit FileSource(fs::path file) : m_file(std::move(file)) {}

    std::string name() const override { return "file"; }
    std::optional<RootKey> find() override {
        if (!fs::exists(m_file)) return std::nullopt;
        mustBePrivate(m_file);
        std::string text = readFile(m_file, 1024);
        RootKey key = parseRootKey(text, m_file.string());
        wipe(text);
        return key;
    }
    std::optional<RootKey> create() override {
        RootKey key = RootKey::make();
        std::string text = textOf(key) + "\n";
        const bool created = createFile(m_file, text);
        wipe(text);
        if (!created) return find();
        return key;
    }

private:
    fs::path m_file;
};

class PassphraseSource final : public RootKeySource {
public:
    PassphraseSource(fs::path parameters, AskPassphrase ask)
        : m_parameters(std::move(parameters)), m_ask(std::move(ask)) {}

    std::string name() const override { return "passphrase"; }

    std::optional<RootKey> find() override {
        if (!fs::exists(m_parameters)) return std::nullopt;
        const Json json = parseJson(readFile(m_parameters, 4096), m_parameters.string());
        const JsonReader in(json);
        const auto salt = fromBase64Url(in.string("salt"));
        const std::int64_t passes = in.integer("passes", 0);
        const std::int64_t memory = in.integer("memory_bytes", 0);
        // Numbers beyond these would be a way to hang the program.
        if (in.string("kdf") != "argon2id" || !salt || salt->size() != crypto_pwhash_SALTBYTES || passes < 1 ||
            passes > 20 || memory < 1 << 20 || memory > std::int64_t{1} << 30) {
            throw Error(ErrorKind::InvalidArgument, "root_key.format", {{"source", m_parameters.string()}});
        }
        auto passphrase = m_ask();
        if (!passphrase) throw Error(ErrorKind::Denied, "root_key.no_passphrase", {{"file", m_parameters.string()}});
        RootKey key = derive(*passphrase, *salt, passes, memory);
        wipe(*passphrase);
        if (key.id() != in.string("root_id")) throw Error(ErrorKind::Denied, "root_key.wrong_passphrase");
        return key;
    }

    std::optional<RootKey> create() override {
        auto passphrase = m_ask();
        if (!passphrase) return std::nullopt;
        const std::string salt = randomSalt();
        RootKey key = derive(*passphrase, salt, kPasses, kMemoryBytes);
        wipe(*passphrase);
        const Json parameters{{"kdf", "argon2id"},
                              {"passes", kPasses},
                              {"memory_bytes", kMemoryBytes},
                              {"salt", toBase64Url(salt)},
                              {"root_id", key.id()}};
        if (!createFile(m_parameters, canonicalJson(parameters))) return find();
        return key;
    }

private:
    static std::string randomSalt() { return std::string(SecretBytes::random(crypto_pwhash_SALTBYTES).view()); }

    static RootKey derive(std::string_view passphrase, std::string_view salt, std::int64_t passes,
                          std::int64_t memory) {
        RootKey key{SecretBytes(RootKey::kSize)};
        const int failed =
            crypto_pwhash(key.bytes.data(), key.bytes.size(), passphrase.data(), passphrase.size(),
                          reinterpret_cast<const unsigned char*>(salt.data()), static_cast<unsigned long long>(passes),
                          static_cast<std::size_t>(memory), crypto_pwhash_ALG_ARGON2ID13);
        if (failed != 0) throw std::bad_alloc();
        return key;
    }

    fs::path m_parameters;
    AskPassphrase m_ask;
};

Json namesOf(const RootKeySources& sources) {
    Json names = Json::array();
    for (const auto& source : sources) {
        names.push_back(source->name());
    }
    return names;
}

}  // namespace

std::unique_ptr<RootKeySource> environmentSource(std::string variable) {
    return std::make_unique<EnvironmentSource>(std::move(variable));
}

std::unique_ptr<RootKeySource> secretStoreSource(SecretStore& store, std::string entry) {
    return std::make_unique<SecretStoreSource>(store, std::move(entry));
}

std::unique_ptr<RootKeySource> fileSource(fs::path file) { return std::make_unique<FileSource>(std::move(file)); }

std::unique_ptr<RootKeySource> passphraseSource(fs::path parameters, AskPassphrase ask) {
    return std::make_unique<PassphraseSource>(std::move(parameters), std::move(ask));
}

FoundRootKey findRootKey(const RootKeySources& sources, const std::string& id) {
    for (const auto& source : sources) {
        auto key = source->find();
        if (key && key->id() == id) return {std::move(*key), source->name()};
    }
    throw Error(ErrorKind::NotFound, "root_key.missing", {{"key", id}, {"tried", namesOf(sources)}});
}

FoundRootKey findOrMakeRootKey(const RootKeySources& sources) {
    for (const auto& source : sources) {
        if (auto key = source->find()) return {std::move(*key), source->name()};
    }
    for (const auto& source : sources) {
        if (auto key = source->create()) return {std::move(*key), source->name()};
    }
    throw Error(ErrorKind::Unavailable, "root_key.no_place", {{"tried", namesOf(sources)}});
}

}  // namespace heddle::security
