#include "core/services/runs/run_view.h"

#include "core/security/permissions.h"
#include "core/storage/tables/agents_table.h"

namespace heddle::services {

bool seesInside(storage::Connection& connection, const Caller& caller, const std::string& agentId) {
    using security::Operation;
    if (security::reachOf(caller.principal, Operation::AgentsRead) == security::Reach::Any) return true;
    const auto agent = storage::AgentsTable(connection).find(agentId);
    return agent && security::may(caller.principal, Operation::AgentsRead, agent->developerId);
}

domain::RunEvent fromOutside(domain::RunEvent event) {
    if (!event.data.is_object()) return event;
    for (const char* inside : {"input", "update", "state"})
        event.data.erase(inside);
    if (event.type == domain::RunEventType::ToolCall) {
        for (const char* inside : {"arguments", "text"})
            event.data.erase(inside);
    }
    if (event.type == domain::RunEventType::NodeProgress) {
        for (const char* inside : {"task", "reason", "error"})  // what agents tell each other
            event.data.erase(inside);
    }
    if (event.type == domain::RunEventType::Token && event.data.value("channel", "") == "log") event.text.clear();
    return event;
}

EventListener listenerFor(EventListener next, bool seesInside) {
    if (seesInside || !next) return next;
    return [next = std::move(next)](const domain::RunEvent& event) { next(fromOutside(event)); };
}

}  // namespace heddle::services
