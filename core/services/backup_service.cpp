#include "core/services/backup_service.h"

#include "core/base/error.h"
#include "core/base/id.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"
#include "core/security/permissions.h"
#include "core/services/accounts/audit_trail.h"
#include "core/storage/database.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace heddle::services {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using security::Operation;

namespace {

/// Of the files that are there while a copy is made.
constexpr const char* kPrefix = "backup-";
constexpr const char* kEnding = ".making";

[[noreturn]] void failToRead(const fs::path& file) {
    throw Error(ErrorKind::Storage, "file.unreadable", {{"file", file.string()}, {"reason", std::strerror(errno)}});
}

/// Takes the flag as long as it lives.
class Turn {
public:
    explicit Turn(std::atomic<bool>& flag) : m_flag(flag) {
        if (flag.exchange(true)) throw Error(ErrorKind::Conflict, "backup.under_way");
    }
    ~Turn() { m_flag = false; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    std::atomic<bool>& m_flag;
};

}  // namespace

TakenCopy::TakenCopy(const fs::path& file, std::string sha256, int schema)
    : m_sha256(std::move(sha256)), m_schema(schema) {
    m_descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (m_descriptor < 0) failToRead(file);
    ::unlink(file.c_str());
    const off_t size = ::lseek(m_descriptor, 0, SEEK_END);
    ::lseek(m_descriptor, 0, SEEK_SET);
    m_bytes = static_cast<std::uintmax_t>(size);
}

TakenCopy::~TakenCopy() { ::close(m_descriptor); }

std::string TakenCopy::read(std::size_t most) {
    std::string bytes(most, '\0');
    ssize_t got = 0;
    do {
        got = ::read(m_descriptor, bytes.data(), bytes.size());
    } while (got < 0 && errno == EINTR);
    if (got < 0) failToRead("backup");
    m_read += static_cast<std::uintmax_t>(got);
    if (got == 0 && m_read < m_bytes) {
        errno = EIO;
        failToRead("backup");
    }
    bytes.resize(static_cast<std::size_t>(got));
    return bytes;
}

BackupService::BackupService(storage::Database& database, fs::path folder, const AuditTrail& audit)
    : m_database(database), m_folder(std::move(folder)), m_audit(audit) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(m_folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(kPrefix) && name.find(kEnding) != std::string::npos) fs::remove(entry.path(), ignored);
    }
}

BackupService::~BackupService() { m_thread.join(); }

std::shared_ptr<TakenCopy> BackupService::copy() {
    const fs::path file = m_folder / (kPrefix + newId() + kEnding);
    const auto forget = [&] {
        std::error_code ignored;
        fs::remove(file, ignored);
        fs::remove(file.string() + ".tmp", ignored);
    };
    try {
        const int schema = m_database.copyTo(file);
        return std::make_shared<TakenCopy>(file, security::digestOfFile(security::Hash::Sha256, file), schema);
    } catch (const Error&) {
        forget();
        throw;
    }
}

asio::awaitable<std::shared_ptr<TakenCopy>> BackupService::make(Caller caller) {
    security::require(caller.principal, Operation::ServerBackup, "");
    const std::string action(operationName(Operation::ServerBackup));
    std::shared_ptr<TakenCopy> made;
    std::optional<Error> failure;
    try {
        const Turn turn(m_isUnderWay);
        const auto work = [this]() -> asio::awaitable<std::shared_ptr<TakenCopy>> { co_return copy(); };
        made = co_await asio::co_spawn(m_thread, work, asio::use_awaitable);
    } catch (const Error& error) {
        failure = error;
    }
    if (failure) {
        co_await m_audit.addAlone(std::move(caller), action, "database", failure->code());
        throw *failure;
    }
    const Json detail{{"bytes", made->bytes()}, {"sha256", security::toHex(made->sha256())}};
    const auto note = [&](storage::Connection& connection) {
        m_audit.add(connection, caller, action, "database", "ok", detail);
    };
    co_await m_database.write(note);
    co_return made;
}

}  // namespace heddle::services
