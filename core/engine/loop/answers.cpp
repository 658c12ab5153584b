#include "core/engine/loop/answers.h"

#include "core/base/error.h"

#include <algorithm>

namespace heddle::engine {

namespace {

/// What a person may answer.
std::vector<std::string> openQuestions(const ThreadState& state) {
    std::vector<std::string> open;
    for (const auto& [id, task] : state.tasks) {
        if (task.done) continue;
        if (task.asksItself() && !task.asked.back().isSleep) open.push_back(questionId(id, task.asked.size() - 1));
        for (const StoredTask::Nested& one : task.nested) {
            if (!one.answer && !one.isDue && !one.isSleep) open.push_back(one.id);
        }
    }
    return open;
}

}  // namespace

/// Refuses an input that the plan's fields cannot take.
void checkInput(const ThreadState& state, const Json& input) {
    if (!input.is_object()) {
        throw Error(ErrorKind::InvalidArgument, "engine.bad_input", {{"got", input.type_name()}});
    }
    std::vector<Write> writes;
    for (const auto& [name, value] : input.items()) {
        const std::size_t field = state.plan->fieldNames()->find(name);
        if (field == FieldNames::npos) {
            throw Error(ErrorKind::InvalidArgument, "engine.unknown_field", {{"field", name}});
        }
        writes.push_back(Write{field, 0, kNoNode, value});
    }
    state.channels.check(writes);
}

/// The answers by the ids of open questions.
std::map<std::string, Json> assignAnswers(const ThreadState& state, Answers answers) {
    const std::vector<std::string> open = openQuestions(state);
    if (answers.only) {
        if (open.size() != 1) {
            throw Error(ErrorKind::InvalidArgument, "engine.which_question",
                        {{"count", open.size()}, {"questions", open}});
        }
        answers.byId[open.front()] = std::move(*answers.only);
    }
    for (const auto& [id, answer] : answers.byId) {
        if (std::find(open.begin(), open.end(), id) == open.end()) {
            throw Error(ErrorKind::InvalidArgument, "engine.unknown_question", {{"question", id}, {"questions", open}});
        }
    }
    return std::move(answers.byId);
}

}  // namespace heddle::engine
