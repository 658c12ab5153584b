#include "core/engine/channels.h"

#include "core/base/error.h"

#include <atomic>

namespace heddle::engine {
namespace {

/// Whether nobody else can see it. What others did with it before they let go has then happened.
template <typename T>
bool isOurs(const std::shared_ptr<T>& pointer) {
    if (pointer.use_count() != 1) return false;
    std::atomic_thread_fence(std::memory_order_acquire);
    return true;
}

struct FieldCheck {
    bool isWritten = false;
    bool isOverwritten = false;
    std::uint32_t task = 0;
    NodeIndex node = kNoNode;
    const Json* sample = nullptr;
};

std::string writerName(const Plan& plan, NodeIndex node) {
    return node == kNoNode ? std::string("$input") : plan.nodes()[node].id;
}

const std::string* messageId(const Json& message) {
    if (!message.is_object()) return nullptr;
    const auto id = message.find("id");
    return id != message.end() && id->is_string() ? &id->get_ref<const std::string&>() : nullptr;
}

}  // namespace

Channels::Channels(std::shared_ptr<const Plan> plan)
    : m_plan(std::move(plan)), m_state(std::make_shared<StateValues>()), m_places(m_plan->fields().size()) {
    m_state->names = m_plan->fieldNames();
    const auto& fields = m_plan->fields();
    m_state->values.resize(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].initial) m_state->values[i] = std::make_shared<Json>(*fields[i].initial);
        if (fields[i].reducer == Reducer::Ephemeral) m_ephemeral.emplace_back(i, false);
    }
}

void Channels::check(const std::vector<Write>& writes) const {
    std::vector<FieldCheck> seen(writes.empty() ? 0 : m_plan->fields().size());
    for (const Write& write : writes) {
        FieldCheck& field = seen[write.field];
        const Reducer reducer = m_plan->fields()[write.field].reducer;
        const std::string& name = (*m_plan->fieldNames())[write.field];
        const Json* whole = overwritten(reducer, write.value);
        const bool clash =
            hasOneWriter(reducer) ? field.isWritten && field.task != write.task : whole && field.isOverwritten;
        if (clash) {
            throw Error(ErrorKind::Conflict, "engine.concurrent_write",
                        {{"field", name},
                         {"node", writerName(*m_plan, field.node)},
                         {"other", writerName(*m_plan, write.node)}});
        }
        if (!field.isWritten) field.sample = m_state->values[write.field].get();
        if (!whole && !field.isOverwritten && !fits(reducer, field.sample, write.value)) {
            throw Error(ErrorKind::InvalidArgument, "engine.write_type",
                        {{"field", name},
                         {"node", writerName(*m_plan, write.node)},
                         {"reducer", reducerName(reducer)},
                         {"got", write.value.type_name()}});
        }
        field.isWritten = true;
        field.isOverwritten |= whole != nullptr;
        field.task = write.task;
        field.node = write.node;
        if (whole || !field.sample || field.sample->is_null()) field.sample = whole ? whole : &write.value;
    }
}

Json& Channels::changeable(std::size_t field) {
    if (!isOurs(m_state)) m_state = std::make_shared<StateValues>(*m_state);
    std::shared_ptr<Json>& value = m_state->values[field];
    if (!value) {
        value = std::make_shared<Json>();
    } else if (!isOurs(value)) {
        value = std::make_shared<Json>(*value);
    }
    return *value;
}

void Channels::set(std::size_t field, std::shared_ptr<Json> value) {
    if (!isOurs(m_state)) m_state = std::make_shared<StateValues>(*m_state);
    m_state->values[field] = std::move(value);
    m_places[field].reset();
}

void Channels::apply(std::vector<Write>& writes, std::string_view seed) {
    // An overwrite makes every other write of the step to its field void.
    std::vector<bool> isVoid;
    for (Write& write : writes) {
        if (!overwritten(m_plan->fields()[write.field].reducer, write.value)) continue;
        isVoid.resize(m_plan->fields().size());
        isVoid[write.field] = true;
        Json whole = std::move(write.value["$overwrite"]);
        set(write.field, std::make_shared<Json>(std::move(whole)));
    }
    std::size_t made = 0;
    for (Write& write : writes) {
        if (isVoid.empty() || !isVoid[write.field]) applyOne(write, seed, made);
        for (auto& [field, isWritten] : m_ephemeral)
            isWritten |= field == write.field;
    }
}

void Channels::endStep() {
    for (auto& [field, isWritten] : m_ephemeral) {
        if (!isWritten && m_state->values[field]) set(field, nullptr);
        isWritten = false;
    }
}

void Channels::applyOne(Write& write, std::string_view seed, std::size_t& made) {
    const Reducer reducer = m_plan->fields()[write.field].reducer;
    if (reducer == Reducer::Messages) {
        Json& list = changeable(write.field);
        if (!list.is_array()) list = Json::array();
        if (!write.value.is_array()) return addMessage(write.field, std::move(write.value), seed, made);
        for (Json& message : write.value)
            addMessage(write.field, std::move(message), seed, made);
        return;
    }
    if (hasOneWriter(reducer) || reducer == Reducer::Any) {
        return set(write.field, std::make_shared<Json>(std::move(write.value)));
    }
    fold(reducer, changeable(write.field), std::move(write.value));
}

Channels::MessagePlaces& Channels::places(std::size_t field) {
    if (!m_places[field]) {
        m_places[field] = std::make_unique<MessagePlaces>();
        const Json& list = *m_state->values[field];
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (const std::string* id = messageId(list[i])) m_places[field]->emplace(*id, i);
        }
    }
    return *m_places[field];
}

void Channels::addMessage(std::size_t field, Json message, std::string_view seed, std::size_t& made) {
    Json& list = *m_state->values[field];
    if (message.is_object() && message.size() == 1 && message.contains("$remove")) {
        return removeMessage(field, message["$remove"]);
    }
    if (message.is_object() && !messageId(message)) {
        message["id"] = std::string(seed.substr(0, 16)) + "-" + std::to_string(made++);
    }
    if (const std::string* id = messageId(message)) {
        const auto [place, isNew] = places(field).emplace(*id, list.size());
        if (!isNew) {
            list[place->second] = std::move(message);
            return;
        }
    }
    list.push_back(std::move(message));
}

void Channels::removeMessage(std::size_t field, const Json& id) {
    Json& list = *m_state->values[field];
    if (id == "*") {
        list.clear();
    } else if (id.is_string()) {
        const auto found = places(field).find(id.get_ref<const std::string&>());
        if (found == places(field).end()) return;
        list.erase(found->second);
    }
    m_places[field].reset();
}

SharedJson Channels::preview(std::size_t field, const Json* base, const std::vector<Write>& writes,
                             std::string_view seed) const {
    Channels scratch(m_plan);
    scratch.m_state->values[field] = base ? std::make_shared<Json>(*base) : nullptr;
    std::vector<Write> own;
    for (const Write& write : writes) {
        if (write.field == field) own.push_back(write);
    }
    scratch.check(own);
    scratch.apply(own, seed);
    return scratch.m_state->values[field];
}

Json Channels::stored() const {
    Json state = Json::object();
    for (std::size_t i = 0; i < m_state->values.size(); ++i) {
        if (!m_state->values[i] || m_plan->fields()[i].reducer == Reducer::Untracked) continue;
        state[(*m_state->names)[i]] = *m_state->values[i];
    }
    return state;
}

void Channels::restore(const Json& state) {
    for (std::size_t i = 0; i < m_state->values.size(); ++i) {
        if (m_plan->fields()[i].reducer == Reducer::Untracked) continue;
        const auto found = state.find((*m_state->names)[i]);
        if (found != state.end()) {
            set(i, std::make_shared<Json>(*found));
        } else if (m_plan->fields()[i].reducer == Reducer::Ephemeral) {
            set(i, nullptr);
        }
    }
}

}  // namespace heddle::engine
