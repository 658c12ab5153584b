#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/nodes/config.h"
#include "core/nodes/node_kinds.h"

#include <cmath>

namespace heddle::nodes {
namespace {

using expr::Kind;

std::int64_t msOf(const expr::Value& value) {
    return value.integer * 1000 + static_cast<std::int64_t>(value.extra) / 1'000'000;
}

[[noreturn]] void notATime(const char* key, const expr::Value& value) {
    throw Error(ErrorKind::InvalidArgument, "node.not_a_time",
                {{"path", std::string("/config/") + key}, {"got", expr::kindName(value.kind)}});
}

/// Waits for a duration or until a time. The time is stored, so a restart does not begin it anew.
class WaitRunner final : public engine::NodeRunner {
public:
    explicit WaitRunner(const Config& config)
        : m_duration(config.optionalExpression("for")), m_time(config.optionalExpression("until")) {
        if (!m_duration && !m_time) {
            throw Error(ErrorKind::InvalidArgument, "node.config_empty", {{"key", "for"}, {"path", "/config/for"}});
        }
    }

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        engine::Deadline deadline;
        if (m_duration) {
            deadline.afterMs = durationMs(context.view());
        } else {
            deadline.atMs = timeMs(context.view());
        }
        context.sleep({{"kind", "wait"}}, deadline);
        co_return engine::NodeResult();
    }

private:
    std::int64_t durationMs(const engine::StateView& view) const {
        const expr::Value value = m_duration->value(view);
        double ms = 0;
        switch (value.kind) {
            case Kind::Duration:
                ms = static_cast<double>(msOf(value));
                break;
            case Kind::Int:
                ms = static_cast<double>(value.integer) * 1000;
                break;
            case Kind::Uint:
                ms = static_cast<double>(value.unsignedInteger) * 1000;
                break;
            case Kind::Double:
                ms = value.number * 1000;
                break;
            default:
                notATime("for", value);
        }
        if (std::isnan(ms) || ms > kLongestMs) notATime("for", value);
        return static_cast<std::int64_t>(std::max(ms, 0.0));
    }

    std::int64_t timeMs(const engine::StateView& view) const {
        const expr::Value value = m_time->value(view);
        if (value.kind == Kind::Timestamp) return std::max<std::int64_t>(msOf(value), 1);
        if (value.kind != Kind::String) notATime("until", value);
        static const expr::Program parse = expr::compile("timestamp(text)");
        const Json text{{"text", *value.text}};
        return std::max<std::int64_t>(msOf(parse.value(expr::JsonBindings(text))), 1);
    }

    static constexpr double kLongestMs = 100.0 * 366 * 86'400'000;

    std::optional<expr::Program> m_duration;
    std::optional<expr::Program> m_time;
};

}  // namespace

domain::NodeType waitType() {
    domain::NodeType type;
    type.name = "wait";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Wait");
    type.description = HEDDLE_MESSAGE("NodeTypes", "Waits for a while or until a time, also over a restart.");
    type.category = "flow";
    type.icon = "timer";
    type.configSchema =
        ConfigSchema()
            .add("for", {{"type", "string"}, {"format", "cel"}}, HEDDLE_MESSAGE("NodeTypes", "For"),
                 HEDDLE_MESSAGE("NodeTypes", "A duration or a number of seconds: duration('10m'), 30, state.delay."))
            .add("until", {{"type", "string"}, {"format", "cel"}}, HEDDLE_MESSAGE("NodeTypes", "Until"),
                 HEDDLE_MESSAGE("NodeTypes", "A time: timestamp('2027-01-01T08:00:00Z'), state.due."))
            .json();
    type.defaultConfig = {{"for", "60"}};
    return type;
}

std::unique_ptr<engine::NodeRunner> makeWait(const domain::Node& node) {
    return std::make_unique<WaitRunner>(Config(node));
}

}  // namespace heddle::nodes
