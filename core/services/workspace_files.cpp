#include "core/services/workspace_files.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"
#include "core/storage/postgres_database.h"
#include "core/storage/workspace_database.h"

namespace heddle::services {
namespace fs = std::filesystem;
namespace {

constexpr const char* kCopyName = "workspace.backup";
constexpr const char* kSecretsName = "secrets.json";
constexpr const char* kKeysFolder = "keys";
constexpr const char* kRootKeyName = "root.key";

[[noreturn]] void failToWrite(const fs::path& file, const std::error_code& reason) {
    throw Error(ErrorKind::Storage, "file.unwritable", {{"file", file.string()}, {"reason", reason.message()}});
}

void makePrivateFolder(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (!failure) fs::permissions(folder, fs::perms::owner_all, failure);
    if (failure) failToWrite(folder, failure);
}

/// Names of the files with keys and secrets in `folder`, as seen from there.
std::vector<std::string> keyFilesIn(const fs::path& folder) {
    std::vector<std::string> names;
    if (fs::exists(folder / kSecretsName)) names.emplace_back(kSecretsName);
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator(folder / kKeysFolder, missing)) {
        if (entry.is_regular_file()) names.push_back(std::string(kKeysFolder) + "/" + entry.path().filename().string());
    }
    return names;
}

void copyKeyFile(const fs::path& from, const fs::path& to) {
    if (to.parent_path().filename() == kKeysFolder) makePrivateFolder(to.parent_path());
    writeFile(to, readFile(from), FileMode::OwnerOnly);
}

void putBackKeyFile(const fs::path& from, const fs::path& to) {
    if (fs::exists(to)) {
        if (readFile(to) == readFile(from)) return;
        std::error_code failure;
        fs::rename(to, storage::nameForReplaced(to), failure);
        if (failure) failToWrite(to, failure);
    }
    copyKeyFile(from, to);
}

void copyDatabase(const fs::path& workspace, const std::string& database, const fs::path& copy, bool replaces,
                  BackupReport& report) {
    if (database.empty())
        storage::copyWorkspace(databaseOf(workspace), copy, replaces);
    else
        report.schema = storage::copyPostgres(database, copy, replaces);
    report.bytes = fs::file_size(copy);
    report.sha256 = security::toHex(security::digestOfFile(security::Hash::Sha256, copy));
    if (database.empty()) report.schema = storage::schemaVersions(copy).found;
}

/// A folder that goes away again unless it was renamed.
struct DraftFolder {
    fs::path folder;

    explicit DraftFolder(fs::path path) : folder(std::move(path)) {
        fs::remove_all(folder);
        makePrivateFolder(folder);
    }
    ~DraftFolder() {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
    DraftFolder(const DraftFolder&) = delete;
    DraftFolder& operator=(const DraftFolder&) = delete;
};

}  // namespace

fs::path databaseOf(const fs::path& workspace) { return workspace / "workspace.db"; }

BackupReport backUp(const fs::path& workspace, const std::string& database, const BackupTarget& target) {
    BackupReport report;
    report.file = target.path;
    if (!target.withKeys) {
        copyDatabase(workspace, database, target.path, target.replaces, report);
        return report;
    }
    if (fs::exists(target.path)) throw Error(ErrorKind::Conflict, "file.exists", {{"file", target.path.string()}});
    const DraftFolder draft(target.path.string() + ".tmp");
    copyDatabase(workspace, database, draft.folder / kCopyName, false, report);
    report.keyFiles = keyFilesIn(workspace);
    for (const std::string& name : report.keyFiles)
        copyKeyFile(workspace / name, draft.folder / name);
    report.hasRootKey = fs::exists(draft.folder / kKeysFolder / kRootKeyName);
    std::error_code failure;
    fs::rename(draft.folder, target.path, failure);
    if (failure) failToWrite(target.path, failure);
    return report;
}

RestoreReport restore(const fs::path& workspace, const fs::path& source, bool replaces) {
    const bool isFolder = fs::is_directory(source);
    RestoreReport report;
    report.kept = storage::restoreWorkspace(databaseOf(workspace), isFolder ? source / kCopyName : source, replaces);
    report.schema = storage::schemaVersions(databaseOf(workspace)).found;
    if (!isFolder) return report;
    report.keyFiles = keyFilesIn(source);
    for (const std::string& name : report.keyFiles)
        putBackKeyFile(source / name, workspace / name);
    return report;
}

fs::path migrateWorkspace(const fs::path& workspace) {
    const fs::path database = databaseOf(workspace);
    const auto versions = storage::schemaVersions(database);
    storage::openWorkspace(database);
    if (versions.found == 0 || versions.found == versions.known) return {};
    return database.string() + ".backup-" + std::to_string(versions.found);
}

}  // namespace heddle::services
