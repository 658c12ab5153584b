#pragma once
#include "core/base/json.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace heddle::tools {

/// On whose behalf a tool is called.
struct ToolCaller {
    std::string user;
    std::string agent;  ///< id of the agent, or empty for a workflow file
    std::string run;
};

/// What a tool is, to models, to people and to permissions.
struct ToolCard {
    std::string name;    ///< "clock"; of a server's "SERVER/NAME". Unique in a toolbox
    std::string source;  ///< the server's name; empty: built in
    std::string title;   ///< for people; empty: the name
    std::string description;
    Json inputSchema = Json::object();  ///< JSON Schema of the arguments, as its maker wrote it
    bool isReadOnly = false;            ///< changes nothing. A server's word for it is a hint only
    bool isSerial = false;              ///< never at the same time as another call of this agent
    bool needsConsent = true;           ///< a person is asked, where no rule says otherwise
    std::int64_t timeoutMs = 60'000;    ///< of one call

    bool operator==(const ToolCard&) const = default;
    Json toJson() const;
    /// Throws Error(InvalidArgument, "json.…").
    static ToolCard fromJson(const Json& json);
};

/// One call.
struct ToolInput {
    Json arguments = Json::object();  ///< valid for the card's schema
    std::string idempotencyKey;       ///< the same when the call is made again
    ToolCaller caller;
    /// Hears what the tool tells on its way: {text?, done?, total?}. May be empty.
    std::function<void(const Json&)> progress;
};

/// What a call came to. An error of the tool's own is an answer too: the model reads it and tries something else.
struct ToolAnswer {
    std::string text;  ///< what the model reads
    Json data;         ///< the same as a value, or null
    bool isError = false;

    bool operator==(const ToolAnswer&) const = default;
    Json toJson() const;
    static ToolAnswer fromJson(const Json& json);
    static ToolAnswer failure(std::string text);
};

/// Something that an agent can call. Immutable; any number of calls at once, from any thread.
class Tool {
public:
    virtual ~Tool() = default;
    virtual const ToolCard& card() const = 0;
    /// Throws Error for what is not the model's business (no connection, no permission of the system's, cancelled).
    virtual boost::asio::awaitable<ToolAnswer> call(ToolInput input) const = 0;
};

using ToolPtr = std::shared_ptr<const Tool>;

}  // namespace heddle::tools
