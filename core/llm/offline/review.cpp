#include "core/llm/offline/review.h"

#include "core/llm/offline/code.h"
#include "core/llm/offline/concerns.h"
#include "core/llm/offline/text.h"

#include <algorithm>
#include <array>

namespace heddle::llm::offline {
namespace {

constexpr std::size_t kMost = 12;

struct Words {
    std::string_view en;
    std::string_view zh;
    std::string_view in(bool chinese) const { return chinese ? zh : en; }
};

std::string lineList(const std::vector<Finding>& findings, const SourceText& source, bool chinese) {
    std::string text;
    for (const auto& finding : findings) {
        const auto& line = source.lines[static_cast<std::size_t>(finding.line) - 1];
        std::string quoted = shortened(trimmed(line.raw), 100);
        std::replace(quoted.begin(), quoted.end(), '`', '\'');
        text += chinese
                    ? "- 第 " + std::to_string(finding.line) + " 行 `" + quoted + "`：" + std::string(finding.why.zh)
                    : "- line " + std::to_string(finding.line) + " `" + quoted + "`: " + std::string(finding.why.en);
        text += '\n';
    }
    return text;
}

std::string patternReview(const SourceText& source, Concern concern, bool chinese) {
    auto findings = concern == Concern::Security ? securityFindings(source) : performanceFindings(source);
    const std::size_t all = findings.size();
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return a.weight > b.weight; });
    if (all > kMost) findings.resize(kMost);
    const std::string count = std::to_string(all);
    const std::string lines = std::to_string(source.lines.size());
    const Words title = concern == Concern::Security ? Words{"Security", "安全"} : Words{"Performance", "性能"};
    std::string text = "**" + std::string(title.in(chinese)) + "** – ";
    if (all == 0)
        return text + (chinese ? "按已知模式检查了 " + lines + " 行，没有发现可疑之处；这不能证明没有问题。\n"
                               : "none of the known patterns occurs in these " + lines +
                                     " lines. That does not prove that there is no problem.\n");
    text += chinese ? lines + " 行中有 " + count + " 处值得查看（按模式匹配，未理解代码）：\n\n"
                    : count + (all == 1 ? " place" : " places") + " to look at in " + lines +
                          " lines (found by pattern, not by understanding):\n\n";
    text += lineList(findings, source, chinese);
    if (all > kMost)
        text += chinese ? "- 另有 " + std::to_string(all - kMost) + " 处同类\n"
                        : "- and " + std::to_string(all - kMost) + " more of these kinds\n";
    return text;
}

int lengthOf(const CodeFunction& function) { return function.lastLine - function.firstLine + 1; }

std::string longestFunctions(const SourceText& source, bool chinese) {
    auto functions = source.functions;
    std::stable_sort(functions.begin(), functions.end(),
                     [](const auto& a, const auto& b) { return lengthOf(a) > lengthOf(b); });
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, functions.size()); ++i) {
        const auto& f = functions[i];
        const std::string first = std::to_string(f.firstLine);
        const std::string last = std::to_string(f.lastLine);
        const std::string length = std::to_string(lengthOf(f));
        text += chinese ? "- `" + f.name + "`：" + length + " 行（" + first + "–" + last + "）"
                        : "- `" + f.name + "`: " + length + " lines (" + first + "–" + last + ")";
        if (lengthOf(f) > 60) text += chinese ? "，建议拆分" : ", worth splitting";
        text += '\n';
    }
    return text;
}

std::string structureReview(const SourceText& source, bool chinese) {
    const auto number = [](auto n) { return std::to_string(n); };
    const std::string classes = number(source.classes.size());
    const std::string functions = number(source.functions.size());
    std::string text = chinese ? "**结构** – " : "**Structure** – ";
    text += chinese ? number(source.lines.size()) + " 行（注释 " + number(source.commentLines) + "，空行 " +
                          number(source.blankLines) + "），" + classes + " 个类型，" + functions + " 个函数，" +
                          number(source.imports) + " 个引用，函数内最深嵌套 " + number(source.deepest) + " 层。\n"
                    : number(source.lines.size()) + " lines (" + number(source.commentLines) + " of comment, " +
                          number(source.blankLines) + " blank), types: " + classes + ", functions: " + functions +
                          ", imports: " + number(source.imports) +
                          ", deepest nesting in a function: " + number(source.deepest) + ".\n";
    if (!source.classes.empty()) {
        text += chinese ? "\n类型：" : "\nTypes: ";
        for (std::size_t i = 0; i < std::min(source.classes.size(), kMost); ++i)
            text += (i ? ", `" : "`") + source.classes[i] + "`";
        text += ".\n";
    }
    if (!source.functions.empty())
        text += (chinese ? "\n最长的函数：\n\n" : "\nLongest functions:\n\n") + longestFunctions(source, chinese);
    const auto open = openEnds(source);
    if (!open.empty()) text += (chinese ? "\n未完成之处：\n\n" : "\nOpen ends:\n\n") + lineList(open, source, chinese);
    return text;
}

}  // namespace

std::vector<Concern> concernsOf(std::string_view instruction) {
    const std::string text = lowered(instruction);
    const auto has = [&](std::initializer_list<std::string_view> words) {
        return std::any_of(words.begin(), words.end(), [&](auto w) { return text.find(w) != std::string::npos; });
    };
    std::vector<Concern> concerns;
    if (has({"structure", "architect", "design", "complexity", "readab", "code analysis", "analyse the code",
             "analyze the code", "maintain", "结构", "架构", "设计", "复杂", "可读", "代码分析"}))
        concerns.push_back(Concern::Structure);
    if (has({"security", "secure", "vulnerab", "injection", "attack", "安全", "漏洞", "注入"}))
        concerns.push_back(Concern::Security);
    if (has({"performance", "slow", "speed", "fast", "efficien", "性能", "速度", "效率"}))
        concerns.push_back(Concern::Performance);
    if (concerns.empty()) concerns = {Concern::Structure, Concern::Security, Concern::Performance};
    return concerns;
}

std::string reviewOf(std::string_view code, const std::vector<Concern>& concerns, bool chinese) {
    const SourceText source = readSource(code);
    std::string text;
    for (const Concern concern : concerns) {
        if (!text.empty()) text += '\n';
        text +=
            concern == Concern::Structure ? structureReview(source, chinese) : patternReview(source, concern, chinese);
    }
    return text;
}

}  // namespace heddle::llm::offline
