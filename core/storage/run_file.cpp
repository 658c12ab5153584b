#include "core/storage/run_file.h"

#include "core/base/error.h"
#include "core/base/id.h"
#include "core/storage/database.h"
#include "core/storage/migrations/migrations.h"
#include "core/storage/sqlite/sqlite_connection.h"
#include "core/storage/tables/checkpoints_table.h"
#include "core/storage/tables/executions_table.h"
#include "core/storage/tables/settings_table.h"

#include <utility>

namespace heddle::storage {
namespace fs = std::filesystem;
namespace {

constexpr const char* kNote = "export";

/// Gives the thread that it had.
std::string copyExecution(Connection& from, Connection& to, const std::string& runId, const std::string& id) {
    auto execution = ExecutionsTable(from).find(runId);
    if (!execution) throw Error(ErrorKind::NotFound, "storage.no_execution", {{"execution", runId}});
    const std::string thread = std::exchange(execution->threadId, id);
    execution->id = id;
    execution->chatId.clear();
    execution->messageId.clear();
    execution->userId = domain::Execution().userId;
    ExecutionsTable(to).put(*execution);
    return thread;
}

void copyEvents(Connection& from, Connection& to, const std::string& runId, const std::string& id) {
    constexpr std::size_t kPage = 500;
    std::int64_t seq = -1;
    for (std::size_t count = kPage; count == kPage;) {
        count = 0;
        auto events = from.query(
            "SELECT v.seq, v.type, v.step, v.node, v.text, v.time_ms, v.data FROM executions e "
            "JOIN run_events v ON v.execution_key = e.key WHERE e.id = ?1 AND v.seq > ?2 ORDER BY v.seq LIMIT ?3");
        for (events.bind(runId, seq, kPage); events.next(); ++count) {
            std::string type, data;
            std::optional<std::string> node, text;
            std::int64_t step = 0, timeMs = 0;
            events.read(seq, type, step, node, text, timeMs, data);
            to.query(
                  "INSERT INTO run_events(execution_key, seq, type, step, node, text, time_ms, data) "
                  "SELECT key, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM executions WHERE id = ?1")
                .bind(id, seq, type, step, node, text, timeMs, data)
                .run();
        }
    }
}

/// Adds the run's threads, its own and those of its sub-graphs, under the name `id`.
void copyThreads(Connection& from, Connection& to, const std::string& runThread, const std::string& id) {
    for (const std::string& thread : CheckpointsTable(from).threadsOf(runThread)) {
        CheckpointsTable(from).copyTo(to, thread, id + thread.substr(runThread.size()));
    }
}

/// Copies the run `runId` of one database to the run `id` of another, whichever the two are.
void copyRun(Connection& from, Connection& to, const std::string& runId, const std::string& id) {
    const std::string thread = copyExecution(from, to, runId, id);
    copyEvents(from, to, runId, id);
    copyThreads(from, to, thread, id);
}

void removeWithCompanions(const fs::path& file) {
    std::error_code ignored;
    for (const char* ending : {"", "-wal", "-shm", "-journal"})
        fs::remove(file.string() + ending, ignored);
}

std::string schemaOf(Connection& connection) {
    auto query = connection.query("SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name");
    std::string all;
    while (query.next()) {
        std::string type, name, sql;
        query.read(type, name, sql);
        all += type + " " + name + " " + sql + "\n";
    }
    return all;
}

/// The tables that this Heddle makes: a file with others, or with views and triggers, is none of ours.
std::string ownSchema() {
    SqliteConnection fresh(":memory:", SqliteMode::Write, nullptr);
    migrate(fresh, migrations(), ":memory:");
    return schemaOf(fresh);
}

Error notAnExport(const fs::path& file, const std::string& reason) {
    return Error(ErrorKind::InvalidArgument, "run.not_an_export", {{"file", file.string()}, {"reason", reason}});
}

}  // namespace

void exportRun(Database& workspace, const std::string& runId, const fs::path& file, std::int64_t nowMs) {
    const fs::path unfinished = file.string() + ".tmp";
    removeWithCompanions(unfinished);
    try {
        SqliteConnection target(unfinished, SqliteMode::Write, nullptr);
        fs::permissions(unfinished, fs::perms::owner_read | fs::perms::owner_write);
        migrate(target, migrations(), unfinished);
        target.beginWrite(Durability::Process);
        workspace.readNow([&](Connection& source) { copyRun(source, target, runId, runId); });
        SettingsTable(target).set(kNote, Json{{"run", runId}, {"exported_ms", nowMs}});
        target.commit();
        target.makeSingleFile();
        target.check();
    } catch (...) {
        removeWithCompanions(unfinished);
        throw;
    }
    std::error_code failure;
    fs::rename(unfinished, file, failure);
    if (!failure) return;
    removeWithCompanions(unfinished);
    throw Error(ErrorKind::Storage, "file.unwritable", {{"file", file.string()}, {"reason", failure.message()}});
}

RunFile::RunFile(const fs::path& file, const fs::path& scratch)
    : m_copy((scratch.empty() ? fs::temp_directory_path() : scratch) / ("import-" + newId() + ".db")) {
    if (!fs::is_regular_file(file)) throw Error(ErrorKind::NotFound, "file.not_found", {{"file", file.string()}});
    try {
        fs::copy_file(file, m_copy);
        fs::permissions(m_copy, fs::perms::owner_read | fs::perms::owner_write);
        prepare(file);
    } catch (const fs::filesystem_error& e) {
        removeWithCompanions(m_copy);
        throw Error(ErrorKind::Storage, "file.unreadable", {{"file", file.string()}, {"reason", e.code().message()}});
    } catch (const Error& e) {
        removeWithCompanions(m_copy);
        if (e.code() == "storage.too_new") {
            throw Error(ErrorKind::TooNew, "run.export_too_new",
                        {{"file", file.string()}, {"got", e.facts().at("got")}, {"known", e.facts().at("known")}});
        }
        if (e.code() != "storage.corrupt") throw;
        throw notAnExport(file, e.facts().value("reason", ""));
    }
}

RunFile::~RunFile() { removeWithCompanions(m_copy); }

void RunFile::prepare(const fs::path& original) {
    SqliteConnection copy(m_copy, SqliteMode::Write, nullptr);
    if (copy.foreign() || copy.schemaVersion() == 0) throw notAnExport(original, "it is no database of Heddle");
    const int version = copy.schemaVersion();
    migrate(copy, migrations(), m_copy);
    removeWithCompanions(m_copy.string() + ".backup-" + std::to_string(version));
    if (schemaOf(copy) != ownSchema()) throw notAnExport(original, "its tables are not those of Heddle");
    const Json note = SettingsTable(copy).get(kNote);
    if (!note.is_object() || !note.contains("run")) throw notAnExport(original, "it is a workspace");
    m_runId = note.value("run", "");
    const auto damage = copy.integrityProblems();
    if (!damage.empty()) throw notAnExport(original, damage.front());
    const auto problems = CheckpointsTable(copy).problems();
    if (!problems.empty()) throw notAnExport(original, problems.front().code);
    copy.makeSingleFile();
}

void RunFile::addTo(Connection& writer, const std::string& id, const Json& interrupted) const {
    SqliteConnection source(m_copy, SqliteMode::Read, nullptr);
    writer.beginWrite(Durability::Power);
    copyRun(source, writer, m_runId, id);
    writer.query("UPDATE executions SET status = 'failed', error = ?2 WHERE id = ?1 AND status = 'running'")
        .bind(id, interrupted)
        .run();
    writer.commit();
}

}  // namespace heddle::storage
