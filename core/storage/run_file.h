#pragma once
#include "core/storage/connection.h"

#include <filesystem>
#include <string>

namespace heddle::storage {

class Database;

/// One run in a SQLite file of its own: a database with a workspace's schema that holds the run's row (its workflow
/// with it), its events, its threads with their checkpoints and tasks, and a note of what it is.

/// Writes `runId` to `file`, which appears whole or not at all; an existing one is replaced. Works while another
/// process writes to the workspace. Throws (NotFound, "storage.no_execution"), and what connection.h names.
void exportRun(Database& workspace, const std::string& runId, const std::filesystem::path& file, std::int64_t nowMs);

/// A run file, checked and brought up to date in a copy that goes away with it. Throws Error (NotFound,
/// "file.not_found"), (InvalidArgument, "run.not_an_export") for anything else than a sound run file, (TooNew,
/// "run.export_too_new") with `got`, `known`; each with the fact `file`.
class RunFile {
public:
    /// `scratch`: a folder for the copy; empty for the system's.
    RunFile(const std::filesystem::path& file, const std::filesystem::path& scratch);
    ~RunFile();
    RunFile(const RunFile&) = delete;
    RunFile& operator=(const RunFile&) = delete;

    const std::string& runId() const { return m_runId; }
    /// Adds the run under the id `id`, which is not taken; a job for Database::alone(). What was going on when it was
    /// written is now failed with `interrupted`, to be resumed.
    void addTo(Connection& writer, const std::string& id, const Json& interrupted) const;

private:
    void prepare(const std::filesystem::path& original);

    std::filesystem::path m_copy;
    std::string m_runId;
};

}  // namespace heddle::storage
