#include "core/storage/workspace_copy.h"

#include "core/base/error.h"
#include "core/storage/migrations/migrations.h"
#include "core/storage/sqlite/sqlite_driver.h"
#include "core/storage/workspace_lock.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace heddle::storage {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void failToWrite(const fs::path& file, const std::error_code& reason) {
    throw Error(ErrorKind::Storage, "file.unwritable", {{"file", file.string()}, {"reason", reason.message()}});
}

std::error_code lastFailure() { return {errno, std::generic_category()}; }

std::uintmax_t sizeOf(const fs::path& file) {
    std::error_code missing;
    const auto size = fs::file_size(file, missing);
    return missing ? 0 : size;
}

fs::path logOf(const fs::path& file) { return file.string() + "-wal"; }

void requireFile(const fs::path& file) {
    if (!fs::is_regular_file(file)) throw Error(ErrorKind::NotFound, "file.not_found", {{"file", file.string()}});
}

/// What was written to a file, or the names in a folder, are on the disk when it returns.
void sync(const fs::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || ::fsync(descriptor) != 0) {
        const auto reason = lastFailure();
        if (descriptor >= 0) ::close(descriptor);
        failToWrite(path, reason);
    }
    ::close(descriptor);
}

/// A file that goes away again unless it was renamed.
class Draft {
public:
    explicit Draft(fs::path file) : m_file(std::move(file)) {}
    ~Draft() {
        std::error_code ignored;
        fs::remove(m_file, ignored);
    }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    void copyFrom(const fs::path& source) const {
        // Conversations are private from the first byte.
        const int made = ::open(m_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (made < 0) failToWrite(m_file, lastFailure());
        ::close(made);
        std::error_code failure;
        fs::copy_file(source, m_file, fs::copy_options::overwrite_existing, failure);
        if (!failure) fs::permissions(m_file, fs::perms::owner_read | fs::perms::owner_write, failure);
        if (failure) failToWrite(m_file, failure);
        sync(m_file);
    }
    const fs::path& file() const { return m_file; }

private:
    fs::path m_file;
};

/// Reads all of `draft`, which is a copy of `source`.
void requireSound(const fs::path& draft, const fs::path& source) {
    int version = 0;
    std::string reason;
    try {
        SqliteConnection connection(draft, SqliteMode::Frozen, nullptr);
        version = connection.schemaVersion();
        const auto problems = connection.integrityProblems();
        if (!problems.empty()) reason = problems.front();
        if (version == 0 || connection.foreign()) reason = "it holds no workspace";
    } catch (const Error& error) {
        reason = error.facts().value("reason", error.code());
    }
    const int known = migrations().back().version;
    if (reason.empty() && version > known) {
        throw Error(ErrorKind::TooNew, "storage.too_new",
                    {{"file", source.string()}, {"got", version}, {"known", known}});
    }
    if (!reason.empty()) {
        throw Error(ErrorKind::Storage, "restore.damaged", {{"file", source.string()}, {"reason", reason}});
    }
}

/// Folds the log into the database, which therefore is one file. One that is damaged keeps its log.
void makeSingleFile(const fs::path& file) {
    try {
        SqliteConnection(file, SqliteMode::Write, nullptr).makeSingleFile();
    } catch (const Error& error) {
        if (error.code() != "storage.corrupt") throw;
    }
}

/// Gives what is at `file` a second name; where the disk knows no such thing, a copy of it.
void keepAlso(const fs::path& file, const fs::path& kept) {
    std::error_code failure;
    fs::create_hard_link(file, kept, failure);
    if (failure) fs::copy_file(file, kept, failure);
    if (failure) failToWrite(kept, failure);
}

fs::path keepOld(const fs::path& file) {
    makeSingleFile(file);
    const fs::path kept = nameForReplaced(file);
    keepAlso(file, kept);
    if (sizeOf(logOf(file)) > 0) keepAlso(logOf(file), logOf(kept));
    // A log that stayed would be taken for the new database's.
    std::error_code ignored;
    fs::remove(logOf(file), ignored);
    fs::remove(file.string() + "-shm", ignored);
    return kept;
}

}  // namespace

void copyWorkspace(const fs::path& file, const fs::path& copy, bool replaces) {
    requireFile(file);
    if (!replaces && fs::exists(copy)) throw Error(ErrorKind::Conflict, "file.exists", {{"file", copy.string()}});
    SqliteDriver(file, nullptr).openReader()->backup(copy);
}

fs::path restoreWorkspace(const fs::path& file, const fs::path& copy, bool replaces) {
    requireFile(copy);
    if (sizeOf(logOf(copy)) > 0)
        throw Error(ErrorKind::InvalidArgument, "restore.not_closed", {{"file", copy.string()}});
    const fs::path folder = fs::absolute(file).parent_path();
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) failToWrite(folder, failure);
    const WorkspaceLock lock(file);
    const bool hasOld = sizeOf(file) > 0;
    if (hasOld && !replaces) throw Error(ErrorKind::Conflict, "restore.not_empty", {{"file", file.string()}});
    const Draft draft(file.string() + ".restoring");
    draft.copyFrom(copy);
    requireSound(draft.file(), copy);
    const fs::path kept = hasOld ? keepOld(file) : fs::path();
    fs::rename(draft.file(), file, failure);
    if (failure) failToWrite(file, failure);
    sync(folder);
    return kept;
}

fs::path nameForReplaced(const fs::path& file) {
    for (int number = 1;; ++number) {
        fs::path name = file.string() + ".before-restore-" + std::to_string(number);
        if (!fs::exists(name)) return name;
    }
}

SchemaVersions schemaVersions(const fs::path& file) {
    requireFile(file);
    return {SqliteDriver(file, nullptr).openReader()->schemaVersion(), migrations().back().version};
}

}  // namespace heddle::storage
