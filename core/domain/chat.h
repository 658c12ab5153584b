#pragma once
#include "core/base/json.h"

#include <cstdint>
#include <string>

namespace heddle::domain {

/// A conversation, locked to the agent version it began with (design 3.2.1). A developer's test chat has no version: it
/// follows the agent's working copy.
struct Chat {
    std::string id;
    std::string agentId;
    std::string agentVersionId;  ///< empty: the working copy
    std::string userId = "local";
    std::string title;
    std::string status = "active";  ///< active, archived, deleted
    Json context = Json::object();
    std::int64_t expiresMs = 0;  ///< 0: never
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0;

    bool operator==(const Chat&) const = default;
};

/// One message of a chat (design 3.2.2).
struct Message {
    std::string id;
    std::string chatId;
    std::string parentId;
    std::string role;                          ///< user, assistant
    std::string content;                       ///< Markdown
    std::string status = "sent";               ///< sending, sent, failed, deleted
    std::string type = "text";                 ///< text, progress, error, system, question
    std::string executionId;                   ///< the run that made it, or that it started
    std::string nodeId;                        ///< the node that made it
    std::string workflowStatus = "completed";  ///< of the run, as an Execution's
    bool intermediate = false;                 ///< progress that may be cleaned away
    Json metadata = Json::object();            ///< model, usage, citations, error …
    std::int64_t createdMs = 0;

    bool operator==(const Message&) const = default;
};

/// One run of a workflow (design 3.2.3). Its checkpoints are found under `threadId`.
struct Execution {
    std::string id;
    std::string chatId;  ///< empty: started without a chat
    std::string messageId;
    std::string agentId;
    std::string agentVersionId;
    std::string userId = "local";  ///< who started it
    std::string threadId;
    std::string checkpointId;
    std::string status = "running";  ///< running, paused, completed, failed, cancelled
    std::string currentNode;
    Json workflow;  ///< the graph it began with: a run keeps it
    Json input;
    Json result;
    Json error;
    int totalNodes = 0;
    int completedNodes = 0;
    int failedNodes = 0;
    std::int64_t startedMs = 0;
    std::int64_t completedMs = 0;
    std::int64_t pausedMs = 0;

    bool operator==(const Execution&) const = default;
};

Json toJson(const Chat& chat);
Json toJson(const Message& message);
Json toJson(const Execution& execution);

}  // namespace heddle::domain
