#pragma once
#include "core/base/json.h"
#include "core/engine/threads.h"
#include "core/services/accounts/audit_trail.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace heddle::services {

class RunService;

/// Something wrong with the stored data; the words are in core/base/messages.
struct StorageProblem {
    std::string code;
    Json facts;
};

struct VerifyReport {
    std::int64_t runs = 0;
    std::int64_t threads = 0;
    std::int64_t checkpoints = 0;
    AuditCheck audit;
    std::vector<StorageProblem> problems;

    /// Keeps what came of a look at the audit log, and adds it to the problems. That the keys are elsewhere is none:
    /// the log is not checked then.
    void add(AuditCheck check);
    /// "whole", "damaged" or "not checked".
    const char* auditState() const;
};

/// {runs, threads, checkpoints, audit: {entries, digest, state, obstacle: {code, facts} or null}, problems: [{code,
/// facts}]}
Json toJson(const VerifyReport& report);

/// `done` from 0 to 1, and what is being done; called on the thread that works.
using Progress = std::function<void(double done, const std::string& what)>;

/// What compacting came to, in bytes of the database with its log.
struct CompactReport {
    std::int64_t bytesBefore = 0;
    std::int64_t bytesAfter = 0;
};

/// Looks after the workspace's database. Safe from any thread; may take seconds.
class MaintenanceService {
public:
    MaintenanceService(storage::Database& database, RunService& runs, engine::Engine& engine, const Clock& clock);

    /// The database's own check of every page; each chain of checkpoints leads back to a snapshot of its thread, each
    /// body can be read, epochs and heads fit, and each run's newest state can be restored. Can be cancelled (terminal)
    /// between two runs.
    boost::asio::awaitable<VerifyReport> verify(Progress tell = {});
    /// Prunes the checkpoints of all runs that are not going on. Gives their number.
    boost::asio::awaitable<std::int64_t> prune(engine::Retention retention);
    /// Gives free space back to the disk; `whole` packs the rest too, which needs as much free space for a moment.
    boost::asio::awaitable<CompactReport> compact(bool whole);

private:
    storage::Database& m_database;
    RunService& m_runs;
    engine::Threads m_threads;
};

}  // namespace heddle::services
