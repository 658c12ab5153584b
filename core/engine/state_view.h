#pragma once
#include "core/base/json.h"
#include "core/expr/program.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::engine {

using SharedJson = std::shared_ptr<const Json>;

/// The names of a graph's state fields, sorted; a field's number is its place. Immutable, shared by all runs of a plan.
class FieldNames {
public:
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);

    explicit FieldNames(std::vector<std::string> sorted) : m_names(std::move(sorted)) {}
    std::size_t size() const { return m_names.size(); }
    const std::string& operator[](std::size_t field) const { return m_names[field]; }
    std::size_t find(std::string_view name) const;

private:
    std::vector<std::string> m_names;
};

/// The values of all fields at one moment; null pointer: not written yet. Whoever shares one may only read it.
struct StateValues {
    std::shared_ptr<const FieldNames> names;
    std::vector<std::shared_ptr<Json>> values;
};

/// What a node, a condition or a text sees: a frozen state, shared and never copied, as variables `state`, `run`
/// ({id, thread, remaining_steps}) and, for a packet of a fan-out, `item` and `index`. Cheap to copy, safe to read from
/// any thread.
class StateView final : public expr::Bindings {
public:
    explicit StateView(std::shared_ptr<const StateValues> state) : m_state(std::move(state)) {}
    /// A view of the members of `state`, for tests and previews.
    static StateView of(const Json& state);

    /// A field's value, or null when it has none. Lives as long as the view.
    const Json* field(std::string_view name) const;
    /// All fields that have a value.
    Json toJson() const;

    /// The same view of another state.
    void rebase(std::shared_ptr<const StateValues> state) { m_state = std::move(state); }
    /// Another value for one field, in this view only ("error" of an error edge; a node's own writes).
    void cover(std::string field, SharedJson value);
    /// Sets a variable beside `state`: "item", "index", "run".
    void bind(std::string name, SharedJson value);
    /// What `run.remaining_steps` shows: how many steps may still follow this one.
    void setRemainingSteps(int steps) { m_remainingSteps = steps; }
    /// A variable that was bound, or null.
    const Json* variable(std::string_view name) const;

    std::optional<expr::Value> find(std::string_view name) const override;
    bool hasDottedNames() const override { return true; }

private:
    std::shared_ptr<const StateValues> m_state;
    std::vector<std::pair<std::string, SharedJson>> m_covers;
    std::vector<std::pair<std::string, SharedJson>> m_variables;
    int m_remainingSteps = -1;  ///< -1: unknown
};

}  // namespace heddle::engine
