#pragma once
#include "core/domain/run_event.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::engine {

/// What of a run somebody wants to see, in the words of the field.
enum class StreamMode {
    Values,       ///< the whole state after each step that changed it
    Updates,      ///< what each node wrote, as it ends: {node: update}; {"$interrupt": questions}
    Tasks,        ///< a task's beginning and its end
    Checkpoints,  ///< each checkpoint as it is made
    Custom,       ///< what nodes tell of their progress
    Messages,     ///< tokens, and the calls of models
    Debug,        ///< Tasks and Checkpoints, wrapped in {step, time, type, payload}
};

std::string_view streamModeName(StreamMode mode);  ///< "values", "updates" …
std::optional<StreamMode> streamModeNamed(std::string_view name);

/// One thing in a stream: `place` is empty for the outermost graph, else one text for each call around the event:
/// "node:task".
struct StreamPart {
    StreamMode mode = StreamMode::Values;
    std::vector<std::string> place;
    Json data;
};

/// `{type, place, data}`: a line of a stream.
Json toJson(const StreamPart& part);

/// Makes the parts of the wanted modes from a run's events; each event gives at most one part for each mode. Values
/// need RunOptions::tellState. `withSubgraphs` false: only the outermost graph's. Any thread.
class StreamModes {
public:
    StreamModes(std::set<StreamMode> modes, bool withSubgraphs)
        : m_modes(std::move(modes)), m_withSubgraphs(withSubgraphs) {}

    std::vector<StreamPart> partsOf(const domain::RunEvent& event) const;
    /// For EventSink::wants().
    bool wants(domain::RunEventType type) const;

private:
    std::set<StreamMode> m_modes;
    bool m_withSubgraphs;
};

}  // namespace heddle::engine
