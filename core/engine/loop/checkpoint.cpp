#include "core/engine/loop/checkpoint.h"

#include <algorithm>
#include <charconv>

namespace heddle::engine {
namespace {

void appendText(std::string& out, std::string_view text) {
    const bool isPlain =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c != '"' && c != '\\' && c != '\x7f'; });
    if (!isPlain) {
        out += compactJson(Json(text));
        return;
    }
    out += '"';
    out += text;
    out += '"';
}

/// The common small values without the set-up of a serializer.
void appendValue(std::string& out, const Json& value) {
    switch (value.type()) {
        case Json::value_t::null:
            out += "null";
            return;
        case Json::value_t::boolean:
            out += value.get<bool>() ? "true" : "false";
            return;
        case Json::value_t::number_integer: {
            char digits[24];
            const auto end = std::to_chars(digits, digits + sizeof digits, value.get<std::int64_t>()).ptr;
            out.append(digits, end);
            return;
        }
        case Json::value_t::string:
            return appendText(out, value.get_ref<const std::string&>());
        default:
            out += compactJson(value);
    }
}

/// Starts another member of an object or element of a list that is open at the end of `out`.
void separate(std::string& out) {
    if (out.back() != '{' && out.back() != '[') out += ',';
}

void appendKey(std::string& out, std::string_view key) {
    separate(out);
    appendText(out, key);
    out += ':';
}

void appendNodes(std::string& out, std::string_view key, const Plan& plan, const std::vector<NodeIndex>& nodes) {
    if (nodes.empty()) return;
    appendKey(out, key);
    out += '[';
    for (const NodeIndex node : nodes) {
        separate(out);
        appendText(out, plan.nodes()[node].id);
    }
    out += ']';
}

void appendOptional(std::string& out, std::string_view key, const SharedJson& value) {
    if (!value) return;
    appendKey(out, key);
    appendValue(out, *value);
}

void appendMember(std::string& out, std::string_view key, const Json& value) {
    appendKey(out, key);
    appendValue(out, value);
}

void appendPackets(std::string& out, const Plan& plan, const std::vector<Packet>& packets) {
    if (packets.empty()) return;
    appendKey(out, "packets");
    out += '[';
    for (const Packet& packet : packets) {
        separate(out);
        out += "{\"n\":";
        appendText(out, plan.nodes()[packet.node].id);
        appendOptional(out, "i", packet.item);
        appendOptional(out, "k", packet.index);
        appendOptional(out, "e", packet.error);
        if (packet.timeoutMs > 0) appendMember(out, "ms", packet.timeoutMs);
        if (!packet.id.empty()) appendMember(out, "id", packet.id);
        out += '}';
    }
    out += ']';
}

void appendBarriers(std::string& out, const Plan& plan, const Frontier& frontier) {
    if (frontier.barriers.empty()) return;
    appendKey(out, "barriers");
    out += '{';
    for (const auto& [barrier, seen] : frontier.barriers)
        appendNodes(out, plan.barriers()[barrier].edge, plan, seen);
    out += '}';
}

void appendUpdates(std::string& out, const Updates& updates) {
    out += '[';
    for (const auto& [field, value] : updates) {
        separate(out);
        out += '[';
        appendText(out, field);
        out += ',';
        appendValue(out, value);
        out += ']';
    }
    out += ']';
}

void appendAsked(std::string& out, const std::vector<StoredTask::Asked>& list) {
    if (list.empty()) return;
    appendKey(out, "asked");
    out += '[';
    for (const auto& asked : list) {
        separate(out);
        out += "{\"q\":";
        appendValue(out, asked.question);
        if (asked.answer) appendMember(out, "a", *asked.answer);
        if (asked.wakeMs > 0) appendMember(out, "t", asked.wakeMs);
        if (!asked.onWake.is_null()) appendMember(out, "d", asked.onWake);
        if (asked.isSleep) appendMember(out, "s", true);
        out += '}';
    }
    out += ']';
}

void appendNested(std::string& out, const std::vector<StoredTask::Nested>& list) {
    if (list.empty()) return;
    appendKey(out, "nested");
    out += '[';
    for (const auto& nested : list) {
        separate(out);
        out += "{\"id\":";
        appendText(out, nested.id);
        appendMember(out, "node", nested.node);
        appendMember(out, "q", nested.question);
        if (nested.answer) appendMember(out, "a", *nested.answer);
        if (nested.wakeMs > 0) appendMember(out, "t", nested.wakeMs);
        if (nested.isSleep) appendMember(out, "s", true);
        out += '}';
    }
    out += ']';
}

std::optional<Json> optionalAnswer(const Json& json) {
    return json.contains("a") ? std::optional(json["a"]) : std::nullopt;
}

}  // namespace

std::string encodeResult(const NodeResult& result) {
    std::string out = "{\"w\":";
    appendUpdates(out, result.updates);
    if (!result.goTo.empty()) {
        appendKey(out, "goto");
        appendValue(out, Json(result.goTo));
    }
    if (!result.sends.empty()) {
        appendKey(out, "sends");
        out += '[';
        for (const Send& send : result.sends) {
            separate(out);
            out += "{\"n\":";
            appendText(out, send.node);
            appendKey(out, "i");
            appendValue(out, send.arg);
            if (send.timeoutMs > 0) appendMember(out, "ms", send.timeoutMs);
            out += '}';
        }
        out += ']';
    }
    if (result.toParent > 0) appendMember(out, "parent", result.toParent);
    out += '}';
    return out;
}

NodeResult decodeResult(const Json& json) {
    NodeResult result;
    result.updates = updatesFromJson(json.value("w", Json::array()));
    result.goTo = json.value("goto", std::vector<std::string>());
    for (const Json& send : json.value("sends", Json::array())) {
        result.sends.push_back(
            Send{send.at("n").get<std::string>(), send.value("i", Json()), send.value("ms", std::int64_t{0})});
    }
    result.toParent = json.value("parent", 0);
    return result;
}

void TaskList::add(std::string_view node, const Updates& updates) {
    m_text += m_text.empty() ? "{\"n\":" : ",{\"n\":";
    appendText(m_text, node);
    bool isFirst = true;
    for (const auto& [name, value] : updates) {
        const std::size_t field = m_plan.fieldNames()->find(name);
        if (field == FieldNames::npos || m_plan.fields()[field].reducer == Reducer::Untracked) continue;
        m_text += isFirst ? ",\"w\":[[" : ",[";
        isFirst = false;
        appendText(m_text, name);
        m_text += ',';
        appendValue(m_text, value);
        m_text += ']';
    }
    m_text += isFirst ? "}" : "]}";
}

std::string encodeBody(const Plan& plan, const TaskList& tasks, const Frontier& frontier, const Json* snapshot) {
    std::string out;
    out.reserve(tasks.text().size() + 96);
    out += '{';
    if (!tasks.text().empty()) {
        out += "\"tasks\":[";
        out += tasks.text();
        out += ']';
    }
    if (snapshot) {
        appendKey(out, "state");
        out += compactJson(*snapshot);
    }
    appendNodes(out, "next", plan, frontier.nodes);
    appendPackets(out, plan, frontier.packets);
    appendNodes(out, "deferred", plan, frontier.deferred);
    appendBarriers(out, plan, frontier);
    appendOptional(out, "input", frontier.input);
    out += '}';
    return out;
}

std::string encodeTask(const StoredTask& task) {
    std::string out = "{";
    appendAsked(out, task.asked);
    appendNested(out, task.nested);
    if (task.done) {
        appendKey(out, "done");
        out += encodeResult(*task.done);
    }
    appendOptional(out, "failed", task.failed);
    if (task.error) {
        appendKey(out, "error");
        appendValue(out, *task.error);
    }
    out += '}';
    return out;
}

bool StoredTask::isOpen() const {
    if (done) return false;
    if (asksItself()) return true;
    return !nested.empty() &&
           std::none_of(nested.begin(), nested.end(), [](const Nested& one) { return one.answer || one.isDue; });
}

std::int64_t StoredTask::sleepsUntil() const {
    if (done) return 0;
    if (asksItself()) return asked.back().isSleep ? asked.back().wakeMs : 0;
    std::int64_t first = 0;
    for (const Nested& one : nested) {
        if (!one.isSleep) return 0;
        if (first == 0 || one.wakeMs < first) first = one.wakeMs;
    }
    return first;
}

bool StoredTask::settleDue(std::int64_t nowMs) {
    const auto isOver = [nowMs](std::int64_t wakeMs) { return wakeMs > 0 && wakeMs <= nowMs; };
    bool isAny = false;
    if (asksItself() && isOver(asked.back().wakeMs)) {
        asked.back().answer = asked.back().onWake;
        isAny = true;
    }
    for (Nested& one : nested) {
        one.isDue = one.isDue || isOver(one.wakeMs);
        isAny |= one.isDue;
    }
    return isAny && !done;
}

StoredTask decodeTask(const std::string& body) {
    const Json json = Json::parse(body);
    StoredTask task;
    for (const Json& asked : json.value("asked", Json::array())) {
        StoredTask::Asked one;
        one.question = asked.value("q", Json());
        one.answer = optionalAnswer(asked);
        one.wakeMs = asked.value("t", std::int64_t{0});
        one.onWake = asked.value("d", Json());
        one.isSleep = asked.value("s", false);
        task.asked.push_back(std::move(one));
    }
    for (const Json& nested : json.value("nested", Json::array())) {
        StoredTask::Nested one{nested.at("id").get<std::string>(), nested.at("node").get<std::string>(),
                               nested.value("q", Json()), optionalAnswer(nested)};
        one.wakeMs = nested.value("t", std::int64_t{0});
        one.isSleep = nested.value("s", false);
        task.nested.push_back(std::move(one));
    }
    if (json.contains("done")) task.done = decodeResult(json["done"]);
    if (json.contains("failed")) task.failed = std::make_shared<const Json>(json["failed"]);
    if (json.contains("error")) task.error = json["error"];
    return task;
}

Updates updatesFromJson(const Json& list) {
    Updates updates;
    for (const Json& pair : list)
        updates.emplace_back(pair.at(0).get<std::string>(), pair.at(1));
    return updates;
}

void addWrites(const Plan& plan, std::vector<Write>& writes, std::uint32_t task, NodeIndex node, Updates& updates) {
    for (auto& [name, value] : updates) {
        const std::size_t field = plan.fieldNames()->find(name);
        if (field != FieldNames::npos) writes.push_back(Write{field, task, node, std::move(value)});
    }
}

}  // namespace heddle::engine
