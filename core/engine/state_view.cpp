#include "core/engine/state_view.h"

#include <algorithm>

namespace heddle::engine {
namespace {

constexpr std::string_view kPrefix = "state.";

template <typename List>
const Json* findNamed(const List& list, std::string_view name) {
    for (const auto& [known, value] : list) {
        if (known == name) return value.get();
    }
    return nullptr;
}

expr::Value runWithSteps(const Json& run, int steps) {
    expr::Map all;
    for (const auto& [name, value] : run.items())
        all.add(expr::Value::ofText(name), expr::Value::of(value));
    all.add(expr::Value::ofText("remaining_steps"), expr::Value::ofInt(steps));
    return expr::Value::ofMap(std::move(all));
}

}  // namespace

std::size_t FieldNames::find(std::string_view name) const {
    const auto at = std::lower_bound(m_names.begin(), m_names.end(), name);
    return at != m_names.end() && *at == name ? static_cast<std::size_t>(at - m_names.begin()) : npos;
}

StateView StateView::of(const Json& state) {
    std::vector<std::string> names;
    StateValues values;
    for (const auto& [name, value] : state.items()) {
        names.push_back(name);
        values.values.push_back(std::make_shared<Json>(value));
    }
    values.names = std::make_shared<const FieldNames>(std::move(names));
    return StateView(std::make_shared<const StateValues>(std::move(values)));
}

const Json* StateView::field(std::string_view name) const {
    if (const Json* covered = findNamed(m_covers, name)) return covered;
    const std::size_t field = m_state->names->find(name);
    return field == FieldNames::npos ? nullptr : m_state->values[field].get();
}

Json StateView::toJson() const {
    Json state = Json::object();
    for (std::size_t i = 0; i < m_state->values.size(); ++i) {
        if (m_state->values[i]) state[(*m_state->names)[i]] = *m_state->values[i];
    }
    for (const auto& [name, value] : m_covers)
        state[name] = *value;
    return state;
}

void StateView::cover(std::string field, SharedJson value) {
    for (auto& [known, old] : m_covers) {
        if (known == field) {
            old = std::move(value);
            return;
        }
    }
    m_covers.emplace_back(std::move(field), std::move(value));
}

void StateView::bind(std::string name, SharedJson value) {
    m_variables.emplace_back(std::move(name), std::move(value));
}

const Json* StateView::variable(std::string_view name) const { return findNamed(m_variables, name); }

std::optional<expr::Value> StateView::find(std::string_view name) const {
    if (name.starts_with(kPrefix)) {
        const Json* value = field(name.substr(kPrefix.size()));
        return value ? std::optional(expr::Value::of(*value)) : std::nullopt;
    }
    if (name == "state") {
        expr::Map all;
        for (std::size_t i = 0; i < m_state->values.size(); ++i) {
            const std::string& field = (*m_state->names)[i];
            if (!m_state->values[i] || findNamed(m_covers, field)) continue;
            all.add(expr::Value::ofText(field), expr::Value::of(*m_state->values[i]));
        }
        for (const auto& [field, value] : m_covers)
            all.add(expr::Value::ofText(field), expr::Value::of(*value));
        return expr::Value::ofMap(std::move(all));
    }
    if (name == "run.remaining_steps" && m_remainingSteps >= 0) return expr::Value::ofInt(m_remainingSteps);
    const Json* value = variable(name);
    if (value && name == "run" && m_remainingSteps >= 0) return runWithSteps(*value, m_remainingSteps);
    return value ? std::optional(expr::Value::of(*value)) : std::nullopt;
}

}  // namespace heddle::engine
