#pragma once
#include "core/storage/connection.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::storage {

/// What may be done with tools. Empty members mean any.
struct ToolRuleRow {
    std::string id;
    std::string userId;
    std::string agentId;
    std::string tool;
    Json arguments = Json::object();
    std::string decision;
    std::string createdBy;
    std::int64_t createdMs = 0;
};

/// A call of a tool, or one that was refused.
struct ToolCallRow {
    std::string id;
    std::int64_t createdMs = 0;
    std::string userId;
    std::string agentId;
    std::string runId;
    std::string callId;
    std::string tool;
    std::string source;
    std::string digest;  ///< of the arguments
    std::string outcome;
    std::string decidedBy;
    std::int64_t ms = 0;
    std::int64_t bytes = 0;
};

/// How often a tool was called, and how that went.
struct ToolUseRow {
    std::string tool;
    std::int64_t calls = 0;
    std::int64_t successes = 0;
    std::int64_t msSum = 0;
    std::int64_t lastMs = 0;
};

/// What agents may do with tools, and what they have done. Calls are only ever added.
class ToolUseTable {
public:
    explicit ToolUseTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or changes the one with the same id.
    void putRule(const ToolRuleRow& rule);
    /// The oldest first.
    std::vector<ToolRuleRow> rules();
    bool removeRule(const std::string& id);

    void addCall(const ToolCallRow& call);
    /// The newest first; an empty run or tool means all.
    std::vector<ToolCallRow> calls(const std::string& runId, const std::string& tool, int limit);
    /// By tool.
    std::vector<ToolUseRow> usage();

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
