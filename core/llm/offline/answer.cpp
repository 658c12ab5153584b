#include "core/llm/offline/answer.h"

#include "core/llm/offline/facts.h"
#include "core/llm/offline/json_fill.h"
#include "core/llm/offline/rank.h"
#include "core/llm/offline/review.h"
#include "core/llm/offline/task.h"
#include "core/llm/offline/text.h"
#include "core/llm/offline/tool_choice.h"

#include <algorithm>

namespace heddle::llm::offline {
namespace {

constexpr std::size_t kAnswerSentences = 3;

std::string cited(const Sentence& sentence) {
    return sentence.block > 0 ? sentence.text + " [" + std::to_string(sentence.block) + "]" : sentence.text;
}

std::string prose(const std::vector<Sentence>& sentences, const std::vector<std::size_t>& chosen) {
    std::string text;
    for (const std::size_t i : chosen) {
        const bool tight = !text.empty() && static_cast<unsigned char>(text.back()) >= 0x80;
        text += (text.empty() || tight ? "" : " ") + cited(sentences[i]);
    }
    return text;
}

std::string bullets(const std::vector<Sentence>& sentences, const std::vector<std::size_t>& chosen) {
    std::string text;
    for (const std::size_t i : chosen)
        text += "- " + cited(sentences[i]) + "\n";
    return std::string(trimmed(text));
}

/// "in 3 sentences", "five bullet points", "用三句话": how many, when the instruction says so.
std::optional<std::size_t> wantedCount(std::string_view instruction) {
    static constexpr std::pair<std::string_view, std::size_t> words[] = {
        {"one", 1}, {"two", 2}, {"three", 3}, {"four", 4}, {"five", 5}, {"six", 6}, {"seven", 7}, {"ten", 10},
        {"一", 1},  {"两", 2},  {"二", 2},    {"三", 3},   {"四", 4},   {"五", 5},  {"六", 6},    {"十", 10}};
    const std::string text = lowered(instruction);
    for (const std::string_view unit : {" sentence", " bullet", " point", " key point", "句", "点", "条"}) {
        const auto at = text.find(unit);
        if (at == std::string::npos) continue;
        const auto before = trimmed(std::string_view(text).substr(0, at));
        for (const auto& [word, count] : words)
            if (before.ends_with(word)) return count;
        if (!before.empty() && std::isdigit(static_cast<unsigned char>(before.back()))) {
            const auto numbers = numbersIn(before);
            if (!numbers.empty() && numbers.back() >= 1 && numbers.back() <= 50)
                return static_cast<std::size_t>(numbers.back());
        }
    }
    return std::nullopt;
}

std::string help(bool chinese) {
    return chinese ? "我是离线模型，不是语言模型：我只能摘录、排序、归类和填写你给出的文字。请贴一段文字再提问，或在设"
                     "置里选择一个模型。"
                   : "I am the offline model, not a language model: I can only quote, rank, sort and fill in from text "
                     "that "
                     "I am given. Paste a text and ask about it, or choose a model in the settings.";
}

std::string notFound(bool chinese) {
    return chinese ? "所给文字中没有找到这个问题的答案。" : "The given text does not seem to answer this.";
}

std::string summary(const Task& task) {
    const auto sentences = sentencesOf(task.context);
    const std::size_t usual = std::clamp<std::size_t>(sentences.size() / 8, 3, 7);
    const std::size_t count = task.sentences > 0 ? task.sentences : wantedCount(task.instruction).value_or(usual);
    const auto chosen = summaryOf(sentences, termsOf(task.question), count);
    if (chosen.empty()) return task.chinese ? "没有可以摘要的文字。" : "There is no text to summarise.";
    const std::string low = lowered(task.instruction);
    const bool asList = low.find("bullet") != std::string::npos || low.find("key points") != std::string::npos ||
                        low.find("要点") != std::string::npos || low.find(" list") != std::string::npos;
    return asList ? bullets(sentences, chosen) : prose(sentences, chosen);
}

std::string answer(const Task& task) {
    if (trimmed(task.context).empty()) return help(task.chinese);
    const auto question = termsOf(task.question);
    if (question.empty()) return summary(task);
    const auto sentences = sentencesOf(task.context);
    const auto chosen = answersTo(sentences, question, kAnswerSentences);
    if (!chosen.empty()) return prose(sentences, chosen);
    return task.asks ? notFound(task.chinese) : summary(task);
}

std::string classified(const Task& task) {
    if (task.labels.empty()) return task.chinese ? "没有给出可选的标签。" : "No labels to choose from were given.";
    return task.labels[classify(task.context, task.labels).front().index].name;
}

std::string extracted(const Task& task) {
    std::string text;
    const auto add = [&](std::string_view en, std::string_view zh, const std::vector<std::string>& values) {
        for (const auto& value : values)
            text += "- " + std::string(task.chinese ? zh : en) + (task.chinese ? "：" : ": ") + value + "\n";
    };
    for (const auto& [key, value] : pairsIn(task.context))
        text += "- " + key + ": " + value + "\n";
    add("name", "名称", namesIn(task.context));
    add("date", "日期", datesIn(task.context));
    add("e-mail", "邮箱", emailsIn(task.context));
    add("address", "网址", urlsIn(task.context));
    return text.empty() ? answer(task) : std::string(trimmed(text));
}

std::string drafted(const Task& task) {
    const auto sentences = sentencesOf(task.context);
    const auto core = summaryOf(sentences, {}, 1);
    const std::string about = core.empty() ? std::string() : shortened(sentences[core.front()].text, 200);
    if (isChinese(task.context))
        return "您好，\n\n感谢您的来信。您提到：“" + about +
               "”\n\n我们会尽快核实并答复您。\n\n此致\n敬礼\n\n（离线模型起草，不是语言模型：发送前请检查。）";
    return "Hello,\n\nthank you for your message. You write: “" + about +
           "”\n\nWe are looking into it and will come back to you.\n\nKind regards\n\n(Drafted by the offline model, "
           "not a "
           "language model: please check before sending.)";
}

std::string textFor(const Task& task) {
    switch (task.kind) {
        case Kind::Summarise:
            return summary(task);
        case Kind::Classify:
            return classified(task);
        case Kind::Extract:
            return extracted(task);
        case Kind::Draft:
            return drafted(task);
        case Kind::Review:
            return reviewOf(task.context, concernsOf(task.instruction), task.chinese);
        case Kind::Answer:
            break;
    }
    return answer(task);
}

std::string jsonFor(const ChatRequest& request, const Task& task) {
    const std::string& text = task.context.empty() ? task.question : task.context;
    if (request.responseFormat.type == ResponseFormat::Type::Json)
        return compactJson({{task.kind == Kind::Classify ? "label" : "answer", textFor(task)}});
    const Json& schema = request.responseFormat.schema;
    // A plain string without limits is the answer itself.
    if (schema.is_object() && schema.value("type", Json()) == Json("string") && schema.size() <= 2)
        return compactJson(textFor(task));
    const std::string asked = task.question + "\n" + task.instruction;
    return compactJson(filledBySchema(schema, {text, asked}));
}

std::string lastUserText(const ChatRequest& request) {
    for (auto it = request.messages.rbegin(); it != request.messages.rend(); ++it)
        if (it->role == Role::User) return it->text();
    return {};
}

const Tool* toolFor(const ChatRequest& request, const std::string& text) {
    if (request.toolChoice != "auto" && request.toolChoice != "required") {
        const auto named = std::find_if(request.tools.begin(), request.tools.end(),
                                        [&](const Tool& tool) { return tool.name == request.toolChoice; });
        return named == request.tools.end() ? nullptr : &*named;
    }
    const auto chosen = chooseTool(text, request.tools, request.toolChoice == "required");
    return chosen ? &request.tools[*chosen] : nullptr;
}

std::optional<ToolCall> callFor(const ChatRequest& request) {
    if (request.tools.empty() || request.toolChoice == "none") return std::nullopt;
    // An answer to a call is there: say it, rather than call again.
    if (!request.messages.empty() && request.messages.back().role == Role::Tool) return std::nullopt;
    const std::string text = lastUserText(request);
    const Tool* tool = toolFor(request, text);
    if (!tool) return std::nullopt;
    Json arguments = filledBySchema(tool->schema, {text, text, true});
    if (!arguments.is_object()) arguments = Json::object();
    return ToolCall{"call_" + std::to_string(request.messages.size()), tool->name, compactJson(arguments), true};
}

void flatten(const Json& value, const std::string& name, std::string& text) {
    if (value.is_object()) {
        for (const auto& [key, member] : value.items())
            flatten(member, key, text);
    } else if (value.is_array()) {
        for (const auto& member : value)
            flatten(member, name, text);
    } else {
        text +=
            (name.empty() ? "" : name + ": ") + (value.is_string() ? value.get<std::string>() : value.dump()) + "\n\n";
    }
}

/// What the tools said, when the turn ends with them.
std::string toolResults(const ChatRequest& request) {
    std::string text;
    for (auto it = request.messages.rbegin(); it != request.messages.rend() && it->role == Role::Tool; ++it) {
        const std::string said = it->text();
        const Json json = Json::parse(said, nullptr, false);
        std::string flat;
        if (json.is_structured())
            flatten(json, "", flat);
        else
            flat = said + "\n\n";
        text.insert(0, flat);
    }
    return text;
}

}  // namespace

Answer answerTo(const ChatRequest& request) {
    if (auto call = callFor(request)) return {{}, std::move(call)};
    Task task = taskOf(request);
    if (const std::string results = toolResults(request); !results.empty()) {
        task.context = results;
        task.question = lastUserText(request);
        task.asks = false;  // what a tool says is shown, alike or not
        task.kind = Kind::Answer;
    }
    if (request.responseFormat.type != ResponseFormat::Type::Text) return {jsonFor(request, task), {}};
    return {textFor(task), {}};
}

}  // namespace heddle::llm::offline
