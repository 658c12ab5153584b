#include "core/base/messages.h"
#include "core/nodes/config.h"
#include "core/nodes/node_kinds.h"

namespace heddle::nodes {
namespace {

Json texts(const char* format) { return {{"type", "array"}, {"items", {{"type", "string"}, {"format", format}}}}; }

Json advanced(Json schema) {
    schema["x-advanced"] = true;
    return schema;
}

Json count(std::int64_t least, std::int64_t usual) {
    return advanced({{"type", "integer"}, {"minimum", least}, {"default", usual}});
}

/// A list of words of which several can be chosen.
Json someOf(std::initializer_list<Choice> choices) {
    Json item{{"type", "string"}, {"enum", Json::array()}, {"x-enum-titles", Json::object()}};
    for (const Choice& choice : choices) {
        item["enum"].push_back(choice.value);
        item["x-enum-titles"][choice.value] = choice.title;
    }
    return {{"type", "array"}, {"items", std::move(item)}, {"uniqueItems", true}};
}

Json guardrailSchema() {
    return ConfigSchema()
        .addChoice("check",
                   {{"email", HEDDLE_MESSAGE("NodeTypes", "E-mail addresses")},
                    {"card", HEDDLE_MESSAGE("NodeTypes", "Card numbers")},
                    {"ip", HEDDLE_MESSAGE("NodeTypes", "IP addresses")},
                    {"mac", HEDDLE_MESSAGE("NodeTypes", "MAC addresses")},
                    {"url", HEDDLE_MESSAGE("NodeTypes", "Web addresses")},
                    {"secret", HEDDLE_MESSAGE("NodeTypes", "Keys and tokens")},
                    {"words", HEDDLE_MESSAGE("NodeTypes", "Words and topics")},
                    {"length", HEDDLE_MESSAGE("NodeTypes", "Length")}},
                   HEDDLE_MESSAGE("NodeTypes", "Looks for"))
        .addChoice("action",
                   {{"redact", HEDDLE_MESSAGE("NodeTypes", "Replace")},
                    {"mask", HEDDLE_MESSAGE("NodeTypes", "Show the last four characters only")},
                    {"hash", HEDDLE_MESSAGE("NodeTypes", "Replace by a fingerprint")},
                    {"block", HEDDLE_MESSAGE("NodeTypes", "Stop")}},
                   HEDDLE_MESSAGE("NodeTypes", "And does"))
        .add("where",
             someOf({{"input", HEDDLE_MESSAGE("NodeTypes", "Input")},
                     {"output", HEDDLE_MESSAGE("NodeTypes", "Answer")},
                     {"tools", HEDDLE_MESSAGE("NodeTypes", "Tools' answers")}}),
             HEDDLE_MESSAGE("NodeTypes", "Where"), "", true)
        .add("words", texts("text"), HEDDLE_MESSAGE("NodeTypes", "Words"))
        .add("most", {{"type", "integer"}, {"minimum", 1}}, HEDDLE_MESSAGE("NodeTypes", "Longest text (characters)"))
        .json();
}

Json memberSchema() {
    return ConfigSchema()
        .add("name", {{"type", "string"}, {"pattern", "^[A-Za-z0-9_-]{1,40}$"}}, HEDDLE_MESSAGE("NodeTypes", "Name"),
             "", true)
        .add("description", {{"type", "string"}}, HEDDLE_MESSAGE("NodeTypes", "What it is good at"))
        .add("instructions", {{"type", "string"}, {"format", "multiline"}}, HEDDLE_MESSAGE("NodeTypes", "Instructions"))
        .add("model", {{"type", "string"}, {"format", "model"}, {"default", ""}}, HEDDLE_MESSAGE("NodeTypes", "Model"),
             HEDDLE_MESSAGE("NodeTypes", "Empty: the agent's own."))
        .add("tools", texts("tool"), HEDDLE_MESSAGE("NodeTypes", "Tools"))
        .json();
}

void addTools(ConfigSchema& schema) {
    schema
        .add("tools", texts("tool"), HEDDLE_MESSAGE("NodeTypes", "Tools"),
             HEDDLE_MESSAGE("NodeTypes", "Names of tools, or patterns: clock, SERVER/NAME, SERVER/*."))
        .add("ask_before", texts("tool"), HEDDLE_MESSAGE("NodeTypes", "Ask a person before"),
             HEDDLE_MESSAGE("NodeTypes",
                            "These tools are never used without a person's consent, whatever the rules say."))
        .add("serial_tools", advanced(texts("tool")), HEDDLE_MESSAGE("NodeTypes", "Never at the same time"))
        .add("direct_tools", advanced(texts("tool")), HEDDLE_MESSAGE("NodeTypes", "Their answer is the answer"),
             HEDDLE_MESSAGE("NodeTypes", "What these tools say is given on as it is, and the agent is done."))
        .add("tools_at_once", advanced({{"type", "integer"}, {"minimum", 1}, {"maximum", 64}, {"default", 8}}),
             HEDDLE_MESSAGE("NodeTypes", "Tools at the same time"))
        .add("tool_retries", count(0, 2), HEDDLE_MESSAGE("NodeTypes", "Tries again"),
             HEDDLE_MESSAGE("NodeTypes",
                            "How often a tool that only reads is called again after a failure that may pass."))
        .addChoice(
            "on_tool_error",
            {{"tell", HEDDLE_MESSAGE("NodeTypes", "Tell the model")}, {"fail", HEDDLE_MESSAGE("NodeTypes", "Fail")}},
            HEDDLE_MESSAGE("NodeTypes", "When a tool fails"))
        .add("search_tools_above", count(0, 40), HEDDLE_MESSAGE("NodeTypes", "Look for tools above"),
             HEDDLE_MESSAGE("NodeTypes",
                            "With more tools than this, the model is not told of all, but looks for what it needs."))
        .add("tool_text_limit", count(1000, 65536), HEDDLE_MESSAGE("NodeTypes", "Longest answer of a tool (bytes)"));
}

void addLimits(ConfigSchema& schema) {
    schema.add("max_steps", count(1, 25), HEDDLE_MESSAGE("NodeTypes", "Most calls of the model"))
        .add("max_tool_calls", count(0, 0), HEDDLE_MESSAGE("NodeTypes", "Most calls of tools"),
             HEDDLE_MESSAGE("NodeTypes", "0: no limit."))
        .add("max_seconds", count(0, 0), HEDDLE_MESSAGE("NodeTypes", "Longest time (s)"),
             HEDDLE_MESSAGE("NodeTypes", "0: no limit."))
        .add("token_budget", count(0, 0), HEDDLE_MESSAGE("NodeTypes", "Most tokens"),
             HEDDLE_MESSAGE("NodeTypes", "0: no limit."))
        .add("cost_budget", advanced({{"type", "number"}, {"minimum", 0}, {"default", 0}}),
             HEDDLE_MESSAGE("NodeTypes", "Highest cost"), HEDDLE_MESSAGE("NodeTypes", "0: no limit."))
        .addChoice("on_limit",
                   {{"answer", HEDDLE_MESSAGE("NodeTypes", "Answer with what there is")},
                    {"ask", HEDDLE_MESSAGE("NodeTypes", "Ask a person whether to go on")},
                    {"fail", HEDDLE_MESSAGE("NodeTypes", "Fail")}},
                   HEDDLE_MESSAGE("NodeTypes", "At a limit"));
}

void addMemory(ConfigSchema& schema) {
    schema
        .add("summarise_tokens", count(0, 0), HEDDLE_MESSAGE("NodeTypes", "Summarise above (tokens)"),
             HEDDLE_MESSAGE("NodeTypes",
                            "The older part of a longer conversation is summarised by the model. 0: never."))
        .add("summary_keeps", count(2, 20), HEDDLE_MESSAGE("NodeTypes", "Messages that stay as they are"))
        .add("clear_tools_tokens", count(0, 0), HEDDLE_MESSAGE("NodeTypes", "Clear tools' answers above (tokens)"),
             HEDDLE_MESSAGE("NodeTypes", "All but the newest answers of tools are left out. 0: never."))
        .add("clear_tools_keeps", count(0, 3), HEDDLE_MESSAGE("NodeTypes", "Tools' answers that stay"))
        .add("trim_tokens", count(0, 0), HEDDLE_MESSAGE("NodeTypes", "Leave out the oldest above (tokens)"),
             HEDDLE_MESSAGE("NodeTypes", "0: never."));
}

void addModel(ConfigSchema& schema) {
    schema
        .add("model", {{"type", "string"}, {"format", "model"}, {"default", ""}}, HEDDLE_MESSAGE("NodeTypes", "Model"),
             HEDDLE_MESSAGE("NodeTypes", "Empty: the default model."))
        .add("instructions", {{"type", "string"}, {"format", "prompt"}}, HEDDLE_MESSAGE("NodeTypes", "Instructions"),
             HEDDLE_MESSAGE("NodeTypes", "Who the agent is, what it must do, and what it must keep to."))
        .add("prompt", {{"type", "string"}, {"format", "prompt"}}, HEDDLE_MESSAGE("NodeTypes", "Task"),
             HEDDLE_MESSAGE("NodeTypes", "{{ expression }} puts a value in, for example {{ state.question }}."))
        .add("messages", {{"type", "string"}, {"format", "state-field"}}, HEDDLE_MESSAGE("NodeTypes", "Conversation"),
             HEDDLE_MESSAGE("NodeTypes",
                            "A field of messages that the agent goes on with, and to which it adds its own."))
        .add("output", {{"type", "string"}, {"format", "state-field"}}, HEDDLE_MESSAGE("NodeTypes", "Result goes to"),
             "", true);
}

void addMore(ConfigSchema& schema) {
    schema
        .add("fallback_models", advanced(texts("model")), HEDDLE_MESSAGE("NodeTypes", "Other models"),
             HEDDLE_MESSAGE("NodeTypes", "Asked in this order when the model does not answer."))
        .add("temperature", advanced({{"type", "number"}, {"minimum", 0}, {"maximum", 2}, {"multipleOf", 0.05}}),
             HEDDLE_MESSAGE("NodeTypes", "Temperature"), HEDDLE_MESSAGE("NodeTypes", "Empty: the provider's choice."))
        .add("max_tokens", advanced({{"type", "integer"}, {"minimum", 1}, {"maximum", 1000000}}),
             HEDDLE_MESSAGE("NodeTypes", "Longest answer (tokens)"))
        .addChoice("stream",
                   {{"answer", HEDDLE_MESSAGE("NodeTypes", "As the answer")},
                    {"draft", HEDDLE_MESSAGE("NodeTypes", "As a preview")},
                    {"log", HEDDLE_MESSAGE("NodeTypes", "Only in the log")}},
                   HEDDLE_MESSAGE("NodeTypes", "Shown while it is written"),
                   HEDDLE_MESSAGE("NodeTypes", "The answer replaces a preview when it is there."))
        .add("response_schema", advanced({{"type", "object"}, {"format", "json"}}),
             HEDDLE_MESSAGE("NodeTypes", "Answer as JSON"),
             HEDDLE_MESSAGE("NodeTypes", "A JSON Schema that the answer must fit."))
        .add("schema_repairs", count(0, 2), HEDDLE_MESSAGE("NodeTypes", "Tries to mend the answer"))
        .add("guardrails", {{"type", "array"}, {"items", guardrailSchema()}, {"x-advanced", true}},
             HEDDLE_MESSAGE("NodeTypes", "Guardrails"),
             HEDDLE_MESSAGE("NodeTypes", "What is looked for in what goes in, comes out, or comes from tools."))
        .add("team", {{"type", "array"}, {"items", memberSchema()}, {"x-advanced", true}},
             HEDDLE_MESSAGE("NodeTypes", "Team"), HEDDLE_MESSAGE("NodeTypes", "Other agents that this one can use."))
        .addChoice("team_mode",
                   {{"supervisor", HEDDLE_MESSAGE("NodeTypes", "The agent gives them tasks")},
                    {"swarm", HEDDLE_MESSAGE("NodeTypes", "They hand the conversation over to each other")}},
                   HEDDLE_MESSAGE("NodeTypes", "How the team works"));
}

}  // namespace

domain::NodeType agentType() {
    domain::NodeType type;
    type.name = "agent";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Agent");
    type.description = HEDDLE_MESSAGE("NodeTypes", "A model with tools that works on a task until it is done.");
    type.category = "model";
    type.icon = "brain";
    ConfigSchema schema;
    addModel(schema);
    addTools(schema);
    addLimits(schema);
    addMemory(schema);
    addMore(schema);
    type.configSchema = schema.json();
    type.requiredServices = {"llm"};
    type.defaultConfig = {{"prompt", "{{ state.question }}"},
                          {"output", "answer"},
                          {"tools", {"clock", "calculator"}},
                          {"stream", "answer"}};
    return type;
}

}  // namespace heddle::nodes
