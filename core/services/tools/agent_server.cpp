#include "core/services/tools/agent_server.h"

#include "core/base/error.h"
#include "core/base/id.h"
#include "core/base/messages.h"
#include "core/nodes/input_fields.h"

namespace heddle::services {
namespace {

std::string toolName(const std::string& agent) {
    std::string name = "ask_";
    for (const char c : agent.substr(0, 58))
        name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    return name;
}

/// What an agent asks, as a form that a client can show.
Json formOf(const OpenQuestion& question) {
    const Json& asked = question.question;
    std::string text = asked.value("title", messageText("question." + asked.value("kind", ""), asked));
    if (const std::string more = asked.value("text", ""); !more.empty()) text += "\n\n" + more;
    for (const Json& call : asked.value("calls", Json::array()))
        text += "\n" + call.value("tool", "") + " " + compactJson(call.value("arguments", Json()));
    Json schema = asked.value("schema", Json());
    if (!schema.is_object()) schema = {{"type", "object"}, {"properties", Json::object()}};
    if (asked.contains("choices")) {
        schema["properties"]["choice"] = {{"type", "string"}, {"enum", asked["choices"]}};
        schema["required"].push_back("choice");
    }
    return {{"message", text}, {"requestedSchema", std::move(schema)}};
}

mcp::McpResult resultOf(const RunOutcome& outcome) {
    mcp::McpResult result;
    std::string text = outcome.output.is_string() ? outcome.output.get<std::string>() : compactJson(outcome.output);
    if (outcome.status != "completed") {
        result.isError = true;
        text = "The run " + outcome.runId + " is " + outcome.status + ".";
        if (outcome.error.is_object())
            text = messageText(outcome.error.value("code", ""), outcome.error.value("facts", Json::object()));
        if (outcome.status == "paused") text += " It waits for a person; answer it in Heddle.";
    }
    result.content.push_back({{"type", "text"}, {"text", text}});
    result.structured = {{"text", text}, {"run_id", outcome.runId}, {"stop", outcome.status}};
    return result;
}

boost::asio::awaitable<mcp::McpResult> asked(RunService& runs, RunRequest request, Json arguments,
                                             mcp::ProgressSink progress, mcp::AskClient ask) {
    request.input = nodes::inputFrom(request.graph, arguments.value("prompt", ""), std::nullopt);
    const EventListener listener = [progress](const domain::RunEvent& event) {
        using Type = domain::RunEventType;
        const bool isStep = event.type == Type::NodeStarted || event.type == Type::ToolCall;
        if (!progress || !isStep) return;
        const std::string title = event.data.value("title", event.data.value("tool", ""));
        progress({{"message", title.empty() ? event.node : title}});
    };
    const std::string runId = newId();
    RunOutcome outcome = co_await runs.start(runId, std::move(request), listener);
    bool mayAsk = true;
    while (mayAsk && outcome.status == "paused" && !outcome.questions.empty()) {
        Json answers = Json::object();
        for (std::size_t i = 0; mayAsk && i < outcome.questions.size(); ++i) {
            Json form = formOf(outcome.questions[i]);
            try {
                const Json answer = co_await ask(std::move(form));
                mayAsk = answer.value("action", "") == "accept";
                answers[outcome.questions[i].id] = answer.value("content", Json::object());
            } catch (const Error& error) {
                if (error.code() != "mcp.no_elicitation") throw;
                mayAsk = false;
            }
        }
        if (mayAsk) outcome = co_await runs.resume(runId, std::move(answers), listener);
    }
    co_return resultOf(outcome);
}

}  // namespace

mcp::ServedTool servedAgent(RunService& runs, const std::string& name, const std::string& description,
                            RunRequest request) {
    mcp::ServedTool served;
    served.tool.name = toolName(name);
    served.tool.title = name;
    served.tool.description = description.empty() ? "Asks the agent " + name + "." : description;
    served.tool.inputSchema = {
        {"type", "object"},
        {"properties", {{"prompt", {{"type", "string"}, {"description", "What the agent is asked."}}}}},
        {"required", {"prompt"}}};
    served.tool.outputSchema = {
        {"type", "object"},
        {"properties",
         {{"text", {{"type", "string"}}}, {"run_id", {{"type", "string"}}}, {"stop", {{"type", "string"}}}}},
        {"required", {"text", "run_id", "stop"}}};
    served.tool.annotations = {{"openWorldHint", true}};
    served.call = [&runs, request](Json arguments, mcp::ProgressSink progress, mcp::AskClient ask) {
        return asked(runs, request, std::move(arguments), std::move(progress), std::move(ask));
    };
    return served;
}

}  // namespace heddle::services
