#include "core/llm/offline/task.h"

#include "core/llm/offline/code.h"
#include "core/llm/offline/text.h"

#include <algorithm>
#include <optional>

namespace heddle::llm::offline {
namespace {

bool hasAny(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](auto w) { return text.find(w) != std::string_view::npos; });
}

bool endsAsQuestion(std::string_view text) {
    text = trimmed(text);
    return text.ends_with('?') || text.ends_with("？");
}

struct Parts {
    std::string asked;
    std::string material;
};

std::string joinedLines(const std::vector<std::string_view>& lines, std::size_t begin, std::size_t end) {
    std::string text;
    for (std::size_t i = begin; i < end && i < lines.size(); ++i)
        text += std::string(lines[i]) + "\n";
    return std::string(trimmed(text));
}

/// "…```code```…"
std::optional<Parts> byFence(std::string_view text) {
    const auto open = text.find("```");
    if (open == std::string_view::npos) return std::nullopt;
    const auto begin = text.find('\n', open);
    const auto close = begin == std::string_view::npos ? begin : text.find("\n```", begin);
    if (close == std::string_view::npos) return std::nullopt;
    return Parts{std::string(text.substr(0, open)) + std::string(text.substr(close + 4)),
                 std::string(text.substr(begin + 1, close - begin))};
}

/// A line that begins with "Question:" holds the question (or stands above it); all the rest is the text.
std::optional<Parts> byQuestionLine(const std::vector<std::string_view>& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto line = trimmed(lines[i]);
        for (const std::string_view mark : {"Question:", "question:", "QUESTION:", "问题：", "问题:"}) {
            if (!line.starts_with(mark)) continue;
            std::string question(trimmed(line.substr(mark.size())));
            const std::size_t behind = i + (question.empty() ? 2 : 1);
            if (question.empty() && i + 1 < lines.size()) question = std::string(trimmed(lines[i + 1]));
            return Parts{question, joinedLines(lines, 0, i) + "\n\n" + joinedLines(lines, behind, lines.size())};
        }
    }
    return std::nullopt;
}

/// Lines of programs that end with a colon and introduce nothing.
bool isCodeLabel(std::string_view line) {
    if (line.ends_with("):")) return true;
    for (const std::string_view word : {"public", "private", "protected", "signals", "default", "case ", "def ",
                                        "class ", "if ", "else", "for ", "while ", "try", "except", "with ", "async "})
        if (line.starts_with(word)) return true;
    return false;
}

/// "Summarise this text:" and the text below it.
std::optional<Parts> byColonLine(const std::vector<std::string_view>& lines) {
    for (std::size_t i = 0; i + 1 < lines.size() && i < 12; ++i) {
        const auto line = trimmed(lines[i]);
        if (line.starts_with('[') || !(line.ends_with(':') || line.ends_with("：")) || isCodeLabel(line)) continue;
        if (looksLikeCode(joinedLines(lines, 0, i + 1))) return std::nullopt;
        return Parts{joinedLines(lines, 0, i + 1), joinedLines(lines, i + 1, lines.size())};
    }
    return std::nullopt;
}

/// Numbered blocks; a question may stand in front of them or behind.
std::optional<Parts> byBlocks(const std::vector<std::string_view>& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!trimmed(lines[i]).starts_with("[1]")) continue;
        std::size_t end = lines.size();
        while (end > i + 1 && trimmed(lines[end - 1]).empty())
            --end;
        const bool asksBelow =
            end > i + 1 && endsAsQuestion(lines[end - 1]) && !trimmed(lines[end - 1]).starts_with('[');
        std::string asked = joinedLines(lines, 0, i);
        if (asksBelow) asked += "\n" + std::string(trimmed(lines[end - 1]));
        return Parts{asked, joinedLines(lines, i, asksBelow ? end - 1 : end)};
    }
    return std::nullopt;
}

/// "Summarise: the text …", on one line.
std::optional<Parts> byOpening(std::string_view text) {
    const auto ascii = text.substr(0, 100).find(": ");
    const auto wide = text.substr(0, 100).find("：");
    const auto at = std::min(ascii, wide);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string head = lowered(text.substr(0, at));
    if (!hasAny(head, {"summar", "classif", "categor", "review", "draft", "extract", "translat", "reply", "总结",
                       "摘要", "分类", "归类", "评审", "审查", "起草", "回复", "提取", "概括"}))
        return std::nullopt;
    return Parts{head, std::string(trimmed(text.substr(at + (at == wide ? 3 : 2))))};
}

/// Paragraphs: a short first one or a question at the end is what is asked.
Parts byParagraphs(std::string_view text, const std::vector<std::string_view>& lines) {
    const auto gap = text.find("\n\n");
    if (gap != std::string_view::npos && endsAsQuestion(lines.back()))
        return {std::string(trimmed(lines.back())), joinedLines(lines, 0, lines.size() - 1)};
    if (gap != std::string_view::npos && gap < 300)
        return {std::string(text.substr(0, gap)), std::string(trimmed(text.substr(gap)))};
    const auto sentences = sentencesOf(text);
    if (sentences.size() <= 2) return {std::string(text), {}};
    for (const auto& sentence : sentences)
        if (endsAsQuestion(sentence.text)) return {sentence.text, std::string(text)};
    return {{}, std::string(text)};
}

Parts partsOf(std::string_view text) {
    text = trimmed(text);
    const auto lines = linesOf(text);
    if (auto parts = byFence(text)) return *parts;
    if (auto parts = byQuestionLine(lines)) return *parts;
    if (auto parts = byBlocks(lines)) return *parts;
    if (auto parts = byColonLine(lines)) return *parts;
    if (looksLikeCode(text)) return {{}, std::string(text)};
    if (auto parts = byOpening(text)) return *parts;
    return lines.empty() ? Parts{} : byParagraphs(text, lines);
}

/// "labels: a, b or c", "one of: …", also with one label on each line below.
std::vector<Label> labelsIn(std::string_view instruction) {
    const std::string low = lowered(instruction);
    std::size_t at = std::string::npos;
    for (const std::string_view mark : {"labels:", "categories:", "classes:", "one of:", "one of these:", "options:",
                                        "标签：", "类别：", "分类：", "之一：", "标签:", "类别:"}) {
        const auto found = low.find(mark);
        if (found != std::string::npos && found < at) at = found + mark.size();
    }
    if (at == std::string::npos) return {};
    const auto lines = linesOf(instruction.substr(at));
    std::vector<Label> labels;
    if (!lines.empty() && trimmed(lines[0]).empty()) {
        for (std::size_t i = 1; i < lines.size(); ++i) {
            auto line = trimmed(lines[i]);
            if (!line.starts_with("- ") && !line.starts_with("* ")) break;
            line = trimmed(line.substr(2));
            const auto colon = line.find(": ");
            labels.push_back({std::string(line.substr(0, colon)),
                              colon == std::string_view::npos ? "" : std::string(line.substr(colon + 2))});
        }
        return labels;
    }
    std::string list(lines.empty() ? "" : lines[0].substr(0, lines[0].find(". ")));
    for (const std::string_view word : {" or ", " and ", "或", "、", "，", ";", "|", "。"})
        for (auto p = list.find(word); p != std::string::npos; p = list.find(word))
            list.replace(p, word.size(), ",");
    for (std::size_t begin = 0; begin <= list.size();) {
        const auto end = std::min(list.find(',', begin), list.size());
        std::string_view name = trimmed(std::string_view(list).substr(begin, end - begin));
        while (!name.empty() && std::string_view(".\"'`").find(name.back()) != std::string_view::npos)
            name.remove_suffix(1);
        while (!name.empty() && std::string_view("\"'`").find(name.front()) != std::string_view::npos)
            name.remove_prefix(1);
        if (!name.empty() && name.size() < 60) labels.push_back({std::string(name), {}});
        begin = end + 1;
    }
    return labels;
}

Kind kindOf(const std::string& instruction, const Task& task) {
    const std::string text = lowered(instruction);
    if (task.labels.size() > 1 || hasAny(text, {"classif", "categoris", "categoriz", "分类", "归类"}))
        return Kind::Classify;
    if (hasAny(text, {"draft", "write a reply", "write an answer", "reply to", "compose", "起草", "回复", "草稿"}))
        return Kind::Draft;
    const bool code = looksLikeCode(task.context);
    if (hasAny(text, {"review", "audit", "vulnerab", "审查", "评审", "审计"}) && code) return Kind::Review;
    if (hasAny(text, {"summar", "tl;dr", "摘要", "总结", "概括", "归纳", "key points", "要点"}))
        return code ? Kind::Review : Kind::Summarise;
    if (hasAny(text, {"extract", "提取", "抽取"})) return Kind::Extract;
    if (code && (task.question.empty() || hasAny(text, {"analys", "analyz", "security", "performance", "structure",
                                                        "分析", "安全", "性能", "结构"})))
        return Kind::Review;
    return Kind::Answer;
}

bool isQuestion(std::string_view text) {
    const std::string low = lowered(trimmed(text));
    if (low.find('?') != std::string::npos || low.find("？") != std::string::npos) return true;
    for (const std::string_view word :
         {"what", "who", "when", "where", "why", "how", "which", "is ", "are ", "does ", "do ", "can ", "did "})
        if (low.starts_with(word)) return true;
    return hasAny(low, {"什么", "怎么", "如何", "多少", "哪", "吗", "为什么", "谁"});
}

void readHint(const Json& hint, Task& task, std::optional<Kind>& kind) {
    constexpr std::pair<std::string_view, Kind> kinds[] = {
        {"answer", Kind::Answer},     {"summarise", Kind::Summarise}, {"summarize", Kind::Summarise},
        {"classify", Kind::Classify}, {"extract", Kind::Extract},     {"draft", Kind::Draft},
        {"review", Kind::Review}};
    const JsonReader reader(hint, "/extra_body/heddle_task");
    const std::string name = reader.string("kind", "");
    for (const auto& [word, value] : kinds)
        if (word == name) kind = value;
    if (reader.has("context")) task.context = reader.string("context");
    if (reader.has("question")) task.question = reader.string("question");
    task.sentences = static_cast<std::size_t>(std::clamp<std::int64_t>(reader.integer("sentences", 0), 0, 50));
    for (const auto& label : reader.array("labels")) {
        if (label.is_string())
            task.labels.push_back({label.get<std::string>(), {}});
        else
            task.labels.push_back({label.value("name", std::string()), label.value("description", std::string())});
    }
}

struct Said {
    std::string system;
    std::string earlier;  ///< what the user and the tools said before
    std::string last;
};

Said saidIn(const std::vector<Message>& messages) {
    Said said;
    for (const auto& message : messages) {
        if (message.role == Role::System) said.system += message.text() + "\n";
        if (message.role != Role::User) continue;
        if (!said.last.empty()) said.earlier += said.last + "\n\n";
        said.last = message.text();
    }
    return said;
}

}  // namespace

Task taskOf(const ChatRequest& request) {
    Task task;
    std::optional<Kind> kind;
    const Json hint = request.extraBody.is_object() ? request.extraBody.value("heddle_task", Json()) : Json();
    if (hint.is_object()) readHint(hint, task, kind);
    const Said said = saidIn(request.messages);
    Parts parts = partsOf(said.last);
    if (task.context.empty()) task.context = parts.material;
    if (task.question.empty()) task.question = std::string(trimmed(parts.asked));
    task.instruction = std::string(trimmed(said.system)) + "\n" + parts.asked;
    if (task.context.empty() && trimmed(said.system).find("[1]") != std::string_view::npos)
        task.context = partsOf(said.system).material;
    if (task.context.empty()) task.context = std::string(trimmed(said.earlier));
    if (task.labels.empty()) task.labels = labelsIn(task.instruction);
    task.kind = kind ? *kind : kindOf(task.instruction, task);
    // A short message to be sorted or answered is itself the material.
    if (task.kind != Kind::Answer && task.context.empty()) task.context = said.last;
    task.asks = isQuestion(task.question);
    const std::string& words = !trimmed(task.question).empty() ? task.question : task.instruction;
    task.chinese = isChinese(trimmed(words).empty() ? std::string_view(task.context) : std::string_view(words));
    return task;
}

}  // namespace heddle::llm::offline
