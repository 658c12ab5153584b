#include "core/services/runs/run_recorder.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/storage/database.h"
#include "core/storage/tables/events_table.h"

namespace heddle::services {
namespace {

constexpr std::size_t kBatch = 64;
constexpr std::size_t kLongestToken = 4096;  // bytes that a kill could take with it

void logFailure(std::exception_ptr failure) {
    if (!failure) return;
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& e) {
        roomLogger("services")->error("events of a run were not stored: {}", e.what());
    }
}

}  // namespace

RunRecorder::RunRecorder(storage::Database* database, const domain::Execution& execution, std::int64_t firstSeq,
                         EventListener listener)
    : m_database(database),
      m_executionId(execution.id),
      m_firstSeq(firstSeq),
      m_listener(std::move(listener)),
      m_completed(execution.completedNodes),
      m_failed(execution.failedNodes) {}

void RunRecorder::onEvent(const domain::RunEvent& event) {
    using Type = domain::RunEventType;
    // What happens inside a sub-graph is the work of the node that calls it.
    if (!event.data.contains("scope")) {
        if (event.type == Type::NodeStarted) m_currentNode = event.node;
        if (event.type == Type::NodeFinished) ++m_completed;
        if (event.type == Type::NodeFailed) ++m_failed;
    }
    domain::RunEvent numbered = event;
    numbered.seq += m_firstSeq;
    if (m_listener) m_listener(numbered);
    if (!m_database) return;
    if (event.type == Type::Token) return join(std::move(numbered));
    endToken(event.node);
    keep(std::move(numbered));
}

void RunRecorder::keep(domain::RunEvent event) {
    m_pending.push_back(std::move(event));
    if (m_pending.size() >= kBatch) storePending();
}

void RunRecorder::join(domain::RunEvent event) {
    const auto [place, isNew] = m_tokens.try_emplace(event.node, event);
    if (isNew) return;
    domain::RunEvent& joined = place->second;
    const bool fits = joined.data == event.data && joined.step == event.step && joined.text.size() < kLongestToken;
    if (fits) {
        joined.text += event.text;
        return;
    }
    keep(std::exchange(joined, std::move(event)));
}

void RunRecorder::endToken(const std::string& node) {
    const auto place = m_tokens.find(node);
    if (place == m_tokens.end()) return;
    domain::RunEvent joined = std::move(place->second);
    m_tokens.erase(place);
    keep(std::move(joined));
}

void RunRecorder::flush() {
    while (!m_tokens.empty())
        endToken(std::string(m_tokens.begin()->first));
    storePending();
}

void RunRecorder::storePending() {
    if (m_pending.empty()) return;
    const auto job = [id = m_executionId, events = std::move(m_pending)](storage::Connection& connection) {
        storage::EventsTable(connection).append(id, events);
    };
    m_pending.clear();
    m_database->post(job, logFailure);
}

}  // namespace heddle::services
