#pragma once
#include "core/services/caller.h"
#include "core/services/runs/run_service.h"

namespace heddle::storage {
class Connection;
}

namespace heddle::services {

/// Whether the caller may look inside of the agent's runs: who may read the agent.
bool seesInside(storage::Connection& connection, const Caller& caller, const std::string& agentId);

/// A run's event for who may not: which steps are taken and what is said, not what the nodes are given, what they write
/// and what they log.
domain::RunEvent fromOutside(domain::RunEvent event);

/// `next`, hearing what it may.
EventListener listenerFor(EventListener next, bool seesInside);

}  // namespace heddle::services
