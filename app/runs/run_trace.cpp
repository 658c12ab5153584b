#include "app/runs/run_trace.h"

#include "app/words/words.h"
#include "core/base/error.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace heddle::app {
namespace {

using domain::RunEvent;
using domain::RunEventType;

/// A node's update is {field: value}: the value says more than the field.
QString brieflyUpdate(const Json& update) {
    if (!update.is_object() || update.empty()) return {};
    if (update.size() == 1) return briefly(update.begin().value());
    return briefly(update);
}

struct TraceWords {
    Q_DECLARE_TR_FUNCTIONS(heddle::app::RunTrace)
};

/// What an agent tells of itself; empty for everything else.
QString agentDetail(const Json& data) {
    const auto text = [&](const char* key) { return toQt(data.value(key, std::string())); };
    if (data.contains("hand_over")) return TraceWords::tr("Hands over to %1").arg(text("hand_over"));
    if (data.contains("asks")) return TraceWords::tr("Asks %1").arg(text("asks"));
    if (data.contains("fallback")) return TraceWords::tr("Asks %1 instead").arg(text("fallback"));
    if (data.contains("guardrail")) return TraceWords::tr("A guardrail has changed a text");
    if (data.contains("limit")) return TraceWords::tr("A limit is reached");
    if (data.contains("context")) return TraceWords::tr("Older messages were left out");
    if (data.contains("tool") && !data.contains("text")) return TraceWords::tr("Uses %1").arg(text("tool"));
    return {};
}

QString progressDetail(const Json& data) {
    if (const QString detail = agentDetail(data); !detail.isEmpty()) return detail;
    if (data.contains("text") && data["text"].is_string()) return briefly(data["text"]);
    if (data.contains("done") && data.contains("total")) {
        return QStringLiteral("%1 / %2").arg(data["done"].get<double>()).arg(data["total"].get<double>());
    }
    return briefly(data);
}

/// The texts of a list of things that have one, as passages do.
QString textsOf(const Json& value) {
    QStringList texts;
    if (!value.is_array()) return {};
    for (const auto& item : value) {
        const Json& text = item.is_object() && item.contains("text") ? item["text"] : item;
        if (!text.is_string()) return {};
        if (texts.size() < 8) texts << toQt(text.get_ref<const std::string&>());
    }
    return texts.join(QStringLiteral(" · "));
}

}  // namespace

QString briefly(const Json& value, int most) {
    if (value.is_null()) return {};
    if (const QString list = textsOf(value); !list.isEmpty()) return briefly(Json(list.toStdString()), most);
    const std::string text = value.is_string() ? value.get<std::string>() : compactJson(value);
    // Enough bytes for `most` characters: a long text is not converted whole.
    QString line = toQt(std::string_view(text).substr(0, std::size_t(most) * 4));
    if (value.is_string()) {
        // The text is Markdown more often than not; in one line its marks are noise.
        static const QRegularExpression marks(QStringLiteral("\\*\\*|__|`+|^\\s*(#{1,6}|>|[-*])\\s+"),
                                              QRegularExpression::MultilineOption);
        line.remove(marks);
    }
    line = line.simplified();
    return line.size() > most ? line.left(most - 1) + QChar(0x2026) : line;
}

int RunTrace::apply(const RunEvent& event) {
    m_runId = event.runId;
    if (m_startedMs == 0) m_startedMs = event.timeMs;
    m_ms = event.timeMs - m_startedMs;
    switch (event.type) {
        case RunEventType::RunStarted:
            m_status = "running";
            return -1;
        case RunEventType::NodeStarted:
            return begin(event);
        case RunEventType::NodeFinished:
            return finish(event, StepState::Done);
        case RunEventType::NodeFailed:
            return finish(event, StepState::Failed);
        case RunEventType::RunFinished:
            m_status = "completed";
            m_output = event.data.value("output", Json());
            m_state = event.data.value("state", Json());
            return -1;
        case RunEventType::RunFailed:
            m_status = "failed";
            m_error = event.data.value("error", Json());
            return -1;
        case RunEventType::RunCancelled:
            m_status = "cancelled";
            return -1;
        case RunEventType::Interrupted:
            m_status = "paused";
            for (const auto& question : event.data.value("questions", Json::array())) {
                RunEvent of;
                of.node = question.value("node", std::string());
                if (const int i = stepOf(of); i >= 0) m_steps[std::size_t(i)].state = StepState::Waiting;
            }
            return -1;
        default:
            break;
    }
    const int index = stepOf(event);
    if (index < 0) return -1;
    StepTrace& step = m_steps[std::size_t(index)];
    if (event.type == RunEventType::NodeProgress) step.detail = progressDetail(event.data);
    if (event.type == RunEventType::ModelCall) {
        const Json usage = event.data.value("usage", Json::object());
        step.tokens += usage.value("input", qint64(0)) + usage.value("output", qint64(0));
    }
    if (event.type == RunEventType::ToolCall) {
        step.detail = QStringLiteral("%1 → %2").arg(toQt(event.data.value("tool", std::string())),
                                                    briefly(event.data.value("text", Json())));
        step.toolCalls.push_back(event.data);
    }
    if (event.type == RunEventType::NodeRetry) {
        const Json error = event.data.value("error", Json());
        if (error.is_object()) step.detail = words(Error::fromJson(error));
    }
    return index;
}

int RunTrace::begin(const RunEvent& event) {
    const std::string task = event.data.value("task", std::string());
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        if (task.empty() || m_steps[i].task != task) continue;
        // Another attempt, or the same task after a question.
        m_steps[i].state = StepState::Running;
        return int(i);
    }
    StepTrace step;
    step.node = event.node;
    step.task = task;
    step.title = event.data.value("title", std::string());
    step.type = event.data.value("type", std::string());
    step.input = event.data.value("input", Json());
    step.startedMs = event.timeMs;
    m_steps.push_back(std::move(step));
    return int(m_steps.size()) - 1;
}

int RunTrace::finish(const RunEvent& event, StepState state) {
    const int index = stepOf(event);
    if (index < 0) return -1;
    StepTrace& step = m_steps[std::size_t(index)];
    step.state = state;
    step.ms = event.data.value("ms", qint64(event.timeMs - step.startedMs));
    step.cached = event.data.value("cached", false);
    step.output = event.data.value("update", Json());
    if (state == StepState::Done) {
        const QString brief = brieflyUpdate(step.output);
        if (!brief.isEmpty()) step.detail = brief;
    } else {
        step.error = event.data.value("error", Json());
        if (step.error.is_object()) step.detail = words(Error::fromJson(step.error));
    }
    return index;
}

int RunTrace::stepOf(const RunEvent& event) const {
    const std::string task = event.data.is_object() ? event.data.value("task", std::string()) : std::string();
    for (int i = int(m_steps.size()) - 1; i >= 0; --i) {
        const StepTrace& step = m_steps[std::size_t(i)];
        if (task.empty() ? step.node == event.node : step.task == task) return i;
    }
    return -1;
}

qint64 RunTrace::tokens() const {
    qint64 sum = 0;
    for (const auto& step : m_steps)
        sum += step.tokens;
    return sum;
}

int RunTrace::finished() const {
    return int(std::count_if(m_steps.begin(), m_steps.end(),
                             [](const StepTrace& step) { return step.state != StepState::Running; }));
}

}  // namespace heddle::app
