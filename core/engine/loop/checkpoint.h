#pragma once
#include "core/engine/channels.h"
#include "core/engine/checkpoint_store.h"
#include "core/engine/loop/frontier.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::engine {

/// Checkpoint bodies are compact JSON:
///   {"tasks": [{"n": node, "w": [[field, value], …]}, …],   the writes of the step, in the order in which they count
///    "state": {field: value, …},                            snapshots: all fields after the step
///    "next": [node, …], "packets": [{"n", "i", "k", "e"}, …], "deferred": [node, …], "barriers": {edge: [node, …]},
///    "input": {field: value, …}}                            not applied yet; the next step's task "$input" applies it
/// Task bodies: {"asked": [{"q": question, "a": answer, "t": wake, "d": answer then, "s": sleeps}, …],
/// "nested": [{"id", "node", "q", "a", "t", "s"}, …], "done": {"w", "goto", "sends", "parent"}, "failed", "error"}.

inline constexpr std::string_view kInputTask = "$input";
inline constexpr std::string_view kUpdateTask = "$update";
/// Says that a run stands before this checkpoint's tasks because of a breakpoint.
inline constexpr std::string_view kBreakTask = "$break";

using Updates = std::vector<std::pair<std::string, Json>>;

/// What is known about one task of a step that has not ended.
struct StoredTask {
    struct Asked {
        Json question;
        std::optional<Json> answer;
        std::int64_t wakeMs = 0;  ///< when it is answered with `onWake`; 0: never
        Json onWake;
        bool isSleep = false;  ///< nobody is asked
    };
    /// What a task of the sub-graph that this task calls waits for.
    struct Nested {
        std::string id;
        std::string node;  ///< path, from this task's node
        Json question;
        std::optional<Json> answer;
        std::int64_t wakeMs = 0;
        bool isSleep = false;
        bool isDue = false;  ///< not stored
    };
    std::vector<Asked> asked;  ///< only the last can be without an answer
    std::vector<Nested> nested;
    std::optional<NodeResult> done;  ///< what it came to: it is not run again
    SharedJson failed;               ///< done by way of its error edge: the error
    std::optional<Json> error;       ///< how its last attempt failed

    bool asksItself() const { return !done && !asked.empty() && !asked.back().answer; }
    /// Nothing is to be done for it but to wait.
    bool isOpen() const;
    /// When it goes on if nothing but time is waited for; else 0.
    std::int64_t sleepsUntil() const;
    /// Takes the answers of what waits no longer; says whether there was any.
    bool settleDue(std::int64_t nowMs);
};

/// Builds the list "tasks" of a body.
class TaskList {
public:
    explicit TaskList(const Plan& plan) : m_plan(plan) {}
    /// Untracked and unknown fields are left out.
    void add(std::string_view node, const Updates& updates);
    const std::string& text() const { return m_text; }

private:
    const Plan& m_plan;
    std::string m_text;
};

std::string encodeBody(const Plan& plan, const TaskList& tasks, const Frontier& frontier, const Json* snapshot);
std::string encodeTask(const StoredTask& task);
StoredTask decodeTask(const std::string& body);
/// What a node came to, as the cache keeps it.
std::string encodeResult(const NodeResult& result);
NodeResult decodeResult(const Json& json);
Updates updatesFromJson(const Json& list);

/// The updates of a task as writes, their values moved over; fields that the plan does not know are left out.
void addWrites(const Plan& plan, std::vector<Write>& writes, std::uint32_t task, NodeIndex node, Updates& updates);

}  // namespace heddle::engine
