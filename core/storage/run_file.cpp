#include "core/storage/run_file.h"

#include "core/base/error.h"
#include "core/base/id.h"
#include "core/storage/database.h"
#include "core/storage/migrations/migrations.h"
#include "core/storage/sqlite/sqlite_connection.h"
#include "core/storage/tables/checkpoints_table.h"
#include "core/storage/tables/settings_table.h"

namespace heddle::storage {
namespace fs = std::filesystem;
namespace {

constexpr const char* kNote = "export";

/// Threads of the run ?1: its own and those of its sub-graphs.
#define THREADS_OF_RUN                                                                 \
    "source.executions e JOIN source.checkpoint_threads t ON (t.thread = e.thread_id " \
    "OR (t.thread > e.thread_id || '|' AND t.thread < e.thread_id || '}')) "
/// The thread of the same place under the run ?2.
#define THREAD_HERE "?2 || substr(t.thread, length(e.thread_id) + 1)"
#define KEY_SHIFT "((h.key - t.key) << 24)"

/// Copies the run ?1 of the attached database `source` to the run ?2 of this one. Inside a transaction.
void copyRun(Connection& connection, const std::string& from, const std::string& to) {
    connection
        .query(
            "INSERT INTO main.executions(id, agent_id, agent_version_id, thread_id, checkpoint_id, status, "
            "current_node, workflow, input, result, error, total_nodes, completed_nodes, failed_nodes, started_ms, "
            "completed_ms, paused_ms) SELECT ?2, agent_id, agent_version_id, ?2, checkpoint_id, status, current_node, "
            "workflow, input, result, error, total_nodes, completed_nodes, failed_nodes, started_ms, completed_ms, "
            "paused_ms FROM source.executions WHERE id = ?1")
        .bind(from, to)
        .run();
    if (connection.changes() == 0) {
        throw Error(ErrorKind::NotFound, "storage.no_execution", {{"execution", from}});
    }
    connection
        .query(
            "INSERT INTO main.run_events(execution_key, seq, type, step, node, text, time_ms, data) "
            "SELECT h.key, v.seq, v.type, v.step, v.node, v.text, v.time_ms, v.data FROM source.executions e "
            "JOIN source.run_events v ON v.execution_key = e.key JOIN main.executions h ON h.id = ?2 WHERE e.id = ?1")
        .bind(from, to)
        .run();
    connection
        .query("INSERT INTO main.checkpoint_threads(thread, epoch, head, head_id, has_tasks) SELECT " THREAD_HERE
               ", t.epoch, NULL, t.head_id, t.has_tasks FROM " THREADS_OF_RUN "WHERE e.id = ?1 ORDER BY t.key")
        .bind(from, to)
        .run();
    connection
        .query(
            "INSERT INTO main.checkpoints(key, parent, id, step, source, snapshot, created_ms, metadata, body) "
            "SELECT c.key + " KEY_SHIFT ", c.parent + " KEY_SHIFT
            ", c.id, c.step, c.source, c.snapshot, c.created_ms, c.metadata, c.body FROM " THREADS_OF_RUN
            "JOIN main.checkpoint_threads h ON h.thread = " THREAD_HERE
            " JOIN source.checkpoints c ON c.key BETWEEN t.key << 24 AND ((t.key + 1) << 24) - 1 WHERE e.id = ?1")
        .bind(from, to)
        .run();
    connection
        .query(
            "INSERT INTO main.checkpoint_tasks(thread_key, task, node, body) SELECT h.key, k.task, k.node, k.body "
            "FROM " THREADS_OF_RUN "JOIN main.checkpoint_threads h ON h.thread = " THREAD_HERE
            " JOIN source.checkpoint_tasks k ON k.thread_key = t.key WHERE e.id = ?1")
        .bind(from, to)
        .run();
    connection
        .query(
            "INSERT INTO main.checkpoint_effects(thread_key, owner, task, number, after, body) "
            "SELECT h.key, f.owner, f.task, f.number, f.after, f.body FROM " THREADS_OF_RUN
            "JOIN main.checkpoint_threads h ON h.thread = " THREAD_HERE
            " JOIN source.checkpoint_effects f ON f.thread_key = t.key WHERE e.id = ?1")
        .bind(from, to)
        .run();
    connection
        .query("UPDATE main.checkpoint_threads AS h SET head = (SELECT t.head + " KEY_SHIFT " FROM " THREADS_OF_RUN
               "WHERE e.id = ?1 AND " THREAD_HERE
               " = h.thread) "
               "WHERE h.thread = ?2 OR (h.thread > ?2 || '|' AND h.thread < ?2 || '}')")
        .bind(from, to)
        .run();
}

/// An attached database, let go at the end of its scope.
class Attached {
public:
    Attached(Connection& connection, const fs::path& file) : m_connection(connection) {
        m_connection.query("ATTACH ?1 AS source").bind(file.string()).run();
    }
    ~Attached() {
        m_connection.rollback();
        try {
            m_connection.query("DETACH source").run();
        } catch (const Error&) {
            // Closing the connection does it as well.
        }
    }
    Attached(const Attached&) = delete;
    Attached& operator=(const Attached&) = delete;

private:
    Connection& m_connection;
};

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
    const fs::path source = workspace.readNow([](Connection& connection) { return connection.file(); });
    const fs::path unfinished = file.string() + ".tmp";
    removeWithCompanions(unfinished);
    try {
        SqliteConnection target(unfinished, SqliteMode::Write, nullptr);
        fs::permissions(unfinished, fs::perms::owner_read | fs::perms::owner_write);
        migrate(target, migrations(), unfinished);
        {
            const Attached attached(target, source);
            target.beginRead();  // takes no lock that the workspace's owner would have to wait for
            copyRun(target, runId, runId);
            SettingsTable(target).set(kNote, Json{{"run", runId}, {"exported_ms", nowMs}});
            target.commit();
        }
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

RunFile::RunFile(const fs::path& file, const fs::path& scratch) : m_copy(scratch / ("import-" + newId() + ".db")) {
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
    const Attached attached(writer, m_copy);
    writer.beginWrite(Durability::Power);
    copyRun(writer, m_runId, id);
    writer.query("UPDATE executions SET status = 'failed', error = ?2 WHERE id = ?1 AND status = 'running'")
        .bind(id, interrupted)
        .run();
    writer.commit();
}

}  // namespace heddle::storage
