#include "core/base/messages.h"
#include "core/tools/tool_makers.h"

namespace heddle::tools {

ToolPtr makePlanTool() {
    ToolCard card;
    card.name = "plan";
    card.title = HEDDLE_MESSAGE("Tools", "Plan");
    card.description =
        "Writes down the steps of a longer task, or replaces the list when something has changed. Keep exactly one "
        "step "
        "in progress. Not for tasks of one or two steps.";
    const Json step = objectSchema(
        {{"text", {{"type", "string"}}}, {"status", {{"type", "string"}, {"enum", {"open", "in_progress", "done"}}}}},
        {"text", "status"});
    card.inputSchema = objectSchema({{"steps", {{"type", "array"}, {"items", step}, {"minItems", 1}}}}, {"steps"});
    card.isReadOnly = true;
    card.isSerial = true;
    card.needsConsent = false;
    return std::make_shared<PlainTool>(std::move(card), [](ToolInput input) -> boost::asio::awaitable<ToolAnswer> {
        const Json& steps = input.arguments.at("steps");
        ToolAnswer answer;
        int done = 0;
        for (const Json& one : steps) {
            const std::string status = one.at("status");
            done += status == "done";
            answer.text += status == "done" ? "[x] " : status == "in_progress" ? "[>] " : "[ ] ";
            answer.text += one.at("text").get<std::string>() + "\n";
        }
        answer.data = input.arguments;
        const Json told{{"plan", steps}, {"done", done}, {"total", steps.size()}};
        if (input.progress) input.progress(told);
        co_return answer;
    });
}

}  // namespace heddle::tools
