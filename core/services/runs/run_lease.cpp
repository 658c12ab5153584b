#include "core/services/runs/run_lease.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/base/log.h"
#include "core/storage/database.h"
#include "core/storage/tables/processes_table.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

namespace heddle::services {

namespace asio = boost::asio;
using storage::Connection;
using storage::ProcessesTable;

namespace {

constexpr std::int64_t kLeaseMs = 60'000;
constexpr std::chrono::milliseconds kBetweenBeats{kLeaseMs / 4};

}  // namespace

RunLease::RunLease(storage::Database* database, const Clock& clock)
    : m_database(database),
      m_clock(clock),
      m_process(newId()),
      m_isShared(database && !database->readOnly() && !database->isExclusive()) {}

RunLease::~RunLease() {
    if (!m_isTaken) return;
    try {
        m_database->writeNow([this](Connection& connection) { ProcessesTable(connection).remove(m_process); });
    } catch (const std::exception&) {
        // It ends by itself a little later.
    }
}

void RunLease::renew(Connection& connection) {
    if (!m_isShared) return;
    ProcessesTable table(connection);
    const std::int64_t now = m_clock.nowMs();
    table.renew(m_process, now, now + kLeaseMs);
    table.removeDead(now);
    m_isTaken = true;
}

void RunLease::hold(Connection& connection, const std::string& runId) const {
    if (!m_isTaken) return;
    ProcessesTable table(connection);
    const std::int64_t now = m_clock.nowMs();
    table.renew(m_process, now, now + kLeaseMs);
    table.removeDead(now);
    const auto holder = table.holder(runId);
    if (holder && *holder != m_process) throw Error(ErrorKind::Conflict, "run.active", {{"run", runId}});
    table.hold(runId, m_process);
}

void RunLease::release(Connection& connection, const std::string& runId) const {
    if (m_isTaken) ProcessesTable(connection).release(runId, m_process);
}

/// Touched on its strand only, but for what is constant.
struct LeaseBeat::State : std::enable_shared_from_this<State> {
    State(const asio::any_io_executor& executor, std::function<asio::awaitable<void>()> what)
        : strand(asio::make_strand(executor)), timer(strand), beat(std::move(what)) {}

    void wait() {
        if (isStopped) return;
        timer.expires_after(kBetweenBeats);
        timer.async_wait([self = shared_from_this()](const boost::system::error_code& failure) {
            if (!failure && !self->isStopped) self->go();
        });
    }

    void go() {
        const auto ended = [self = shared_from_this()](std::exception_ptr failure) {
            try {
                if (failure) std::rethrow_exception(failure);
            } catch (...) {
                roomLogger("services")->warn("the lease of runs was not kept up: {}", currentError().code());
            }
            self->wait();
        };
        asio::co_spawn(strand, beat(), ended);
    }

    const asio::strand<asio::any_io_executor> strand;
    asio::steady_timer timer;
    const std::function<asio::awaitable<void>()> beat;
    bool isStopped = false;
};

LeaseBeat::LeaseBeat(asio::any_io_executor executor, std::function<asio::awaitable<void>()> beat)
    : m_state(std::make_shared<State>(executor, std::move(beat))) {
    asio::post(m_state->strand, [state = m_state] { state->wait(); });
}

LeaseBeat::~LeaseBeat() { stop(); }

void LeaseBeat::stop() {
    asio::post(m_state->strand, [state = m_state] {
        state->isStopped = true;
        state->timer.cancel();
    });
}

}  // namespace heddle::services
