#include "core/engine/run.h"

namespace heddle::engine {

std::string_view runStatusName(RunStatus status) {
    switch (status) {
        case RunStatus::Completed:
            return "completed";
        case RunStatus::Paused:
            return "paused";
        case RunStatus::Failed:
            return "failed";
        case RunStatus::Cancelled:
            return "cancelled";
    }
    return "failed";
}

}  // namespace heddle::engine
