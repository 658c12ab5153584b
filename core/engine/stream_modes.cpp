#include "core/engine/stream_modes.h"

#include <array>

namespace heddle::engine {

using domain::RunEvent;
using domain::RunEventType;

namespace {

constexpr std::array<std::string_view, 7> kModeNames{"values", "updates",  "tasks", "checkpoints",
                                                     "custom", "messages", "debug"};

/// The name of the node without the calls around it.
std::string nodeName(const RunEvent& event) { return event.node.substr(event.node.rfind('/') + 1); }

std::vector<std::string> placeOf(const RunEvent& event) {
    std::vector<std::string> place;
    std::string scope = event.data.is_object() ? event.data.value("scope", "") : "";
    while (!scope.empty()) {
        const std::size_t bar = scope.find('|');
        place.push_back(scope.substr(0, bar));
        scope = bar == std::string::npos ? std::string() : scope.substr(bar + 1);
    }
    return place;
}

/// The state after a checkpoint that changed it, at a pause, and when a run goes on.
std::optional<Json> valuesOf(const RunEvent& event) {
    const auto state = event.data.find("state");
    if (state == event.data.end() || event.type == RunEventType::RunFinished) return std::nullopt;
    if (event.type == RunEventType::Checkpoint && event.data.value("updated", Json::array()).empty()) {
        return std::nullopt;
    }
    Json values = *state;
    if (event.type == RunEventType::Interrupted) values["$interrupt"] = event.data.value("questions", Json::array());
    return values;
}

/// What nodes themselves have put there.
Json withoutPlace(Json data) {
    if (data.is_object()) data.erase("scope");
    return data;
}

std::optional<Json> updatesOf(const RunEvent& event) {
    if (event.type == RunEventType::NodeFinished) {
        const Json update = event.data.value("update", Json());
        Json data{{nodeName(event), update.is_object() && update.empty() ? Json() : update}};
        if (event.data.value("cached", false)) data["$cached"] = true;
        return data;
    }
    if (event.type == RunEventType::Interrupted) {
        return Json{{"$interrupt", event.data.value("questions", Json::array())}};
    }
    return std::nullopt;
}

std::optional<Json> tasksOf(const RunEvent& event) {
    Json data{{"id", event.data.value("task", "")}, {"name", nodeName(event)}};
    switch (event.type) {
        case RunEventType::NodeStarted:
            data["attempt"] = event.data.value("attempt", 1);
            return data;
        case RunEventType::NodeFinished:
            data["result"] = event.data.value("update", Json::object());
            return data;
        case RunEventType::NodeFailed:
            data["error"] = event.data.value("error", Json());
            return data;
        default:
            return std::nullopt;
    }
}

std::optional<Json> messagesOf(const RunEvent& event) {
    Json about{{"node", nodeName(event)}, {"step", event.step}};
    if (event.type == RunEventType::Token) {
        about["channel"] = event.data.value("channel", "");
        return Json{{"text", event.text}, {"about", std::move(about)}};
    }
    if (event.type == RunEventType::ModelCall)
        return Json{{"call", withoutPlace(event.data)}, {"about", std::move(about)}};
    if (event.type == RunEventType::ToolCall)
        return Json{{"tool_call", withoutPlace(event.data)}, {"about", std::move(about)}};
    return std::nullopt;
}

std::optional<Json> checkpointsOf(const RunEvent& event) {
    if (event.type != RunEventType::Checkpoint) return std::nullopt;
    Json data = withoutPlace(event.data);
    data.erase("state");
    return data;
}

std::optional<Json> debugOf(const RunEvent& event) {
    std::string type = "checkpoint";
    std::optional<Json> payload = checkpointsOf(event);
    if (!payload) {
        payload = tasksOf(event);
        type = event.type == RunEventType::NodeStarted ? "task" : "task_result";
    }
    if (!payload) return std::nullopt;
    return Json{{"step", event.step}, {"time", event.timeMs}, {"type", type}, {"payload", std::move(*payload)}};
}

std::optional<Json> dataFor(StreamMode mode, const RunEvent& event) {
    switch (mode) {
        case StreamMode::Values:
            return valuesOf(event);
        case StreamMode::Updates:
            return updatesOf(event);
        case StreamMode::Tasks:
            return tasksOf(event);
        case StreamMode::Checkpoints:
            return checkpointsOf(event);
        case StreamMode::Custom:
            return event.type == RunEventType::NodeProgress ? std::optional(withoutPlace(event.data)) : std::nullopt;
        case StreamMode::Messages:
            return messagesOf(event);
        case StreamMode::Debug:
            return debugOf(event);
    }
    return std::nullopt;
}

}  // namespace

std::string_view streamModeName(StreamMode mode) { return kModeNames[static_cast<std::size_t>(mode)]; }

std::optional<StreamMode> streamModeNamed(std::string_view name) {
    for (std::size_t i = 0; i < kModeNames.size(); ++i) {
        if (kModeNames[i] == name) return static_cast<StreamMode>(i);
    }
    return std::nullopt;
}

Json toJson(const StreamPart& part) {
    return {{"type", streamModeName(part.mode)}, {"place", part.place}, {"data", part.data}};
}

std::vector<StreamPart> StreamModes::partsOf(const RunEvent& event) const {
    std::vector<StreamPart> parts;
    const std::vector<std::string> place = placeOf(event);
    if (!place.empty() && !m_withSubgraphs) return parts;
    for (const StreamMode mode : m_modes) {
        if (auto data = dataFor(mode, event)) parts.push_back({mode, place, std::move(*data)});
    }
    return parts;
}

bool StreamModes::wants(RunEventType type) const {
    const auto has = [this](StreamMode mode) { return m_modes.contains(mode); };
    switch (type) {
        case RunEventType::RunStarted:
            return has(StreamMode::Values);
        case RunEventType::Interrupted:
            return has(StreamMode::Updates) || has(StreamMode::Values);
        case RunEventType::NodeFinished:
            return has(StreamMode::Updates) || has(StreamMode::Tasks) || has(StreamMode::Debug);
        case RunEventType::NodeStarted:
        case RunEventType::NodeFailed:
            return has(StreamMode::Tasks) || has(StreamMode::Debug);
        case RunEventType::Checkpoint:
            return has(StreamMode::Checkpoints) || has(StreamMode::Values) || has(StreamMode::Debug);
        case RunEventType::NodeProgress:
            return has(StreamMode::Custom);
        case RunEventType::Token:
        case RunEventType::ModelCall:
        case RunEventType::ToolCall:
            return has(StreamMode::Messages);
        default:
            return false;
    }
}

}  // namespace heddle::engine
