#pragma once
#include "core/engine/plan.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace heddle::engine {

/// One value that a task wrote to a field.
struct Write {
    std::size_t field = 0;
    std::uint32_t task = 0;    ///< place of the task in its step: two tasks may not write to a field with one writer
    NodeIndex node = kNoNode;  ///< kNoNode: the input, or an update from outside
    Json value;
};

/// The values of a thread's fields. Values are shared with the views that are still in use and changed in place when
/// nobody looks at them any more, so that appending to a list costs what is appended. Used by one thread at a time.
class Channels {
public:
    explicit Channels(std::shared_ptr<const Plan> plan);

    /// The values as they are now; later writes do not change it.
    std::shared_ptr<const StateValues> view() const { return m_state; }

    /// Throws what apply() of the same writes would be wrong with: Error(Conflict, "engine.concurrent_write") with the
    /// facts `field`, `node`, `other`, or (InvalidArgument, "engine.write_type") with `field`, `node`, `reducer`,
    /// `got`.
    void check(const std::vector<Write>& writes) const;
    /// Reduces the writes of one step, which check() has passed, in their order; values are moved out of them. `seed`
    /// is the id of the step's checkpoint: messages without an id get one made from it.
    void apply(std::vector<Write>& writes, std::string_view seed);
    /// Empties the ephemeral fields that were not written since the last call.
    void endStep();
    /// What `field` would hold after the writes that go to it, had it held `base` (or nothing: null).
    SharedJson preview(std::size_t field, const Json* base, const std::vector<Write>& writes,
                       std::string_view seed) const;

    /// All that is to be stored: untracked fields left out.
    Json stored() const;
    /// Takes over what stored() gave. Members that the plan does not know are left out.
    void restore(const Json& state);

private:
    /// Where the messages of a list are, by their ids. Built when a list is first searched.
    using MessagePlaces = std::unordered_map<std::string, std::size_t>;

    Json& changeable(std::size_t field);
    void set(std::size_t field, std::shared_ptr<Json> value);
    void applyOne(Write& write, std::string_view seed, std::size_t& made);
    void addMessage(std::size_t field, Json message, std::string_view seed, std::size_t& made);
    void removeMessage(std::size_t field, const Json& id);
    MessagePlaces& places(std::size_t field);

    std::shared_ptr<const Plan> m_plan;
    std::shared_ptr<StateValues> m_state;
    std::vector<std::unique_ptr<MessagePlaces>> m_places;  ///< by field; null: not built, or no longer true
    /// Ephemeral fields, and whether the current step has written them.
    std::vector<std::pair<std::size_t, bool>> m_ephemeral;
};

}  // namespace heddle::engine
