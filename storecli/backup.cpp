#include "core/base/error.h"
#include "core/base/file.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"
#include "core/services/workspace_files.h"
#include "storecli/command.h"
#include "storecli/progress_line.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <ctime>

namespace heddle::storecli {
namespace {

struct BackupOptions {
    std::filesystem::path file;
    bool withKeys = false;
    bool force = false;
    bool json = false;
};

/// By this computer's clock: people look for "last Tuesday's".
std::string nameOfNow() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    char name[64];
    std::strftime(name, sizeof name, "workspace-%Y%m%d-%H%M%S.backup", &local);
    return name;
}

/// What whoever keeps the copy must know about the keys.
const char* keyAdvice(const services::BackupReport& report, bool withKeys) {
    if (withKeys && report.hasRootKey)
        return "The root key is in it: whoever has this folder can read the sealed secrets. Keep it safe.";
    if (withKeys)
        return "The root key is NOT in it: this workspace keeps it in HEDDLE_ROOT_KEY or in the key ring. Without it "
               "the sealed secrets cannot be read; keep it elsewhere.";
    return "The root key is NOT in it, and without it the sealed secrets cannot be read. Keep the workspace's keys "
           "elsewhere, or use --with-keys.";
}

void print(const services::BackupReport& report, bool json) {
    if (json) {
        const Json object{{"file", report.file.string()}, {"bytes", report.bytes},
                          {"sha256", report.sha256},      {"schema", report.schema},
                          {"key_files", report.keyFiles}, {"has_root_key", report.hasRootKey}};
        std::printf("%s", canonicalJson(object).c_str());
        return;
    }
    std::printf("%s\n%ju bytes, schema %d\nSHA-256 %s\n", report.file.c_str(), report.bytes, report.schema,
                report.sha256.c_str());
    for (const std::string& name : report.keyFiles)
        std::printf("with %s\n", name.c_str());
}

/// A server's copy, on this computer's disk.
services::BackupReport fetched(const services::BackupTarget& target, const SharedOptions& shared) {
    if (target.withKeys) throw Error(ErrorKind::InvalidArgument, "remote.no_keys");
    if (!target.replaces && std::filesystem::exists(target.path))
        throw Error(ErrorKind::Conflict, "file.exists", {{"file", target.path.string()}});
    runtime::Runtime runtime((runtime::Options()));
    RemoteStore store(runtime, shared.remote);
    FileDraft draft(target.path, FileMode::OwnerOnly);
    services::BackupReport report;
    report.file = target.path;
    net::Headers head;
    {
        ProgressLine line("Backup:");
        line.show(-1, "the server makes a copy");
        const auto tell = [&](std::uintmax_t bytes, std::uintmax_t all) {
            report.bytes = bytes;
            line.show(all > 0 ? static_cast<double>(bytes) / static_cast<double>(all) : -1, "");
        };
        head = store.download("POST", "/backups", draft, tell);
    }
    report.sha256 = security::toHex(security::digestOfFile(security::Hash::Sha256, draft.temporary()));
    report.schema = std::atoi(head.find("Heddle-Schema").value_or("0").c_str());
    draft.commit();
    return report;
}

int backup(const BackupOptions& options, const SharedOptions& shared) {
    services::BackupTarget target;
    target.path = options.file.empty() ? std::filesystem::path(nameOfNow()) : options.file;
    target.withKeys = options.withKeys;
    target.replaces = options.force;
    const bool isRemote = !shared.remote.server.empty();
    const auto report = isRemote ? fetched(target, shared) : services::backUp(shared.folder(), shared.database, target);
    print(report, options.json);
    if (!options.json) std::fprintf(stderr, "%s\n", keyAdvice(report, options.withKeys));
    return kDone;
}

int restore(const BackupOptions& options, const SharedOptions& shared) {
    if (!shared.database.empty()) throw Error(ErrorKind::InvalidArgument, "restore.postgres");
    const auto report = services::restore(shared.folder(), options.file, options.force);
    if (options.json) {
        const Json json{{"workspace", shared.folder().string()},
                        {"schema", report.schema},
                        {"kept", report.kept.empty() ? Json() : Json(report.kept.string())},
                        {"key_files", report.keyFiles}};
        std::printf("%s", canonicalJson(json).c_str());
        return kDone;
    }
    std::printf("Restored %s (schema %d).\n", shared.folder().c_str(), report.schema);
    for (const std::string& name : report.keyFiles)
        std::printf("with %s\n", name.c_str());
    if (!report.kept.empty()) std::printf("What was there is kept in %s.\n", report.kept.c_str());
    if (report.keyFiles.empty())
        std::fprintf(stderr, "No keys came with it: sealed secrets need the root key that they were sealed under.\n");
    return kDone;
}

using Act = int (*)(const BackupOptions&, const SharedOptions&);

CLI::App* add(CLI::App& app, const char* name, const char* help, Act act, const SharedOptions& shared, Action& action,
              const std::shared_ptr<BackupOptions>& options) {
    CLI::App* command = app.add_subcommand(name, help);
    command->add_flag("--json", options->json, "As JSON");
    command->callback([=, &shared, &action] { action = [=, &shared] { return act(*options, shared); }; });
    return command;
}

}  // namespace

void addBackup(CLI::App& app, const SharedOptions& shared, Action& action) {
    const auto options = std::make_shared<BackupOptions>();
    CLI::App* backups = add(
        app, "backup", "Write a checked copy of the whole database, also while it is in use; with --server over REST",
        backup, shared, action, options);
    backups->add_option("file", options->file, "Where to (default: workspace-YYYYMMDD-HHMMSS.backup, here)");
    CLI::Option* withKeys =
        backups->add_flag("--with-keys", options->withKeys, "A folder with the copy, the keys and the secrets");
    backups->add_flag("--force", options->force, "Although there is such a file, which is replaced")
        ->excludes(withKeys);
    CLI::App* restores = add(app, "restore", "Put a copy in the place of the database, which nobody may have open",
                             restore, shared, action, options);
    restores->add_option("file", options->file, "What backup wrote: a file or a folder")->required();
    restores->add_flag("--force", options->force, "Although there is a workspace, which is kept beside it");
}

}  // namespace heddle::storecli
