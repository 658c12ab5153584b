#include "core/llm/offline/concerns.h"

#include "core/llm/offline/text.h"

#include <array>
#include <unordered_map>

namespace heddle::llm::offline {
namespace {

constexpr Reason kCommand{"runs a command: no input may reach it unchecked", "执行系统命令：外部输入不得未经检查传入"};
constexpr Reason kEval{"runs text as code", "把文本当作代码执行"};
constexpr Reason kUnbounded{"copies without a length limit", "复制时没有长度限制"};
constexpr Reason kLength{"copies by a length that must be checked first", "按长度复制，须先检查长度"};
constexpr Reason kSecret{"handles a secret: keep it out of source, logs and messages",
                         "涉及机密：不要写进源码、日志或消息"};
constexpr Reason kSecretText{"a secret stands in the source", "机密直接写在源码里"};
constexpr Reason kWeakHash{"uses a hash or cipher that is broken", "使用已被攻破的散列或加密算法"};
constexpr Reason kRandom{"random numbers that can be guessed: not for secrets", "可预测的随机数：不能用于机密"};
constexpr Reason kSql{"SQL put together from pieces: use parameters", "拼接 SQL：请改用参数"};
constexpr Reason kObjects{"builds objects from foreign bytes", "由外部数据反序列化对象"};
constexpr Reason kTls{"switches certificate checks off", "关闭了证书校验"};
constexpr Reason kTemp{"a temporary file whose name can be guessed", "临时文件名可被猜到"};
constexpr Reason kCast{"a cast that gets around the type system", "绕过类型系统的转换"};
constexpr Reason kHtml{"puts text into a page as markup", "把文本当作标记写入页面"};
constexpr Reason kRights{"changes rights or identity", "改变权限或身份"};
constexpr Reason kPlain{"an address without encryption", "未加密的地址"};

constexpr Reason kNested{"a loop in a loop: grows with the square of the data", "循环嵌套：开销随数据量平方增长"};
constexpr Reason kRegex{"builds a regular expression", "构造正则表达式"};
constexpr Reason kRegexLoop{"builds a regular expression in a loop: build it once",
                            "在循环中构造正则表达式：应只构造一次"};
constexpr Reason kSleep{"waits for a fixed time", "固定时长等待"};
constexpr Reason kLock{"takes a lock: check who waits for it", "加锁：检查谁在等待"};
constexpr Reason kAllocate{"allocates in a loop", "在循环中分配内存"};
constexpr Reason kGrow{"grows a container in a loop: reserve when the size is known",
                       "在循环中增长容器：已知大小时应预留"};
constexpr Reason kInput{"opens or reads a file in a loop", "在循环中打开或读取文件"};
constexpr Reason kFlush{"flushes the stream each time: '\\n' is enough", "每次都刷新流：用 '\\n' 即可"};
constexpr Reason kCopy{"a parameter that is copied: a reference or a view may do", "参数被复制：可用引用或视图"};
constexpr Reason kFront{"removes from the front: moves all the rest", "从头部删除：会移动其余元素"};
constexpr Reason kAwait{"waits for one after the other in a loop", "在循环中逐个等待"};
constexpr Reason kAllColumns{"reads all columns", "读取了所有列"};
constexpr Reason kOpen{"left open by its author", "作者留下的未完成处"};

struct Pattern {
    int weight;
    bool call;  ///< counts only with a parenthesis behind it
    const Reason* why;
};
using Lexicon = std::unordered_map<std::string_view, Pattern>;

const Lexicon& securityWords() {
    static const Lexicon words{
        {"system", {3, true, &kCommand}},
        {"popen", {3, true, &kCommand}},
        {"execl", {3, true, &kCommand}},
        {"execlp", {3, true, &kCommand}},
        {"execv", {3, true, &kCommand}},
        {"execvp", {3, true, &kCommand}},
        {"subprocess", {2, false, &kCommand}},
        {"spawn", {2, true, &kCommand}},
        {"ShellExecute", {3, true, &kCommand}},
        {"eval", {3, true, &kEval}},
        {"exec", {3, true, &kEval}},
        {"strcpy", {3, true, &kUnbounded}},
        {"strcat", {3, true, &kUnbounded}},
        {"sprintf", {3, true, &kUnbounded}},
        {"vsprintf", {3, true, &kUnbounded}},
        {"gets", {3, true, &kUnbounded}},
        {"scanf", {2, true, &kUnbounded}},
        {"memcpy", {2, true, &kLength}},
        {"memmove", {1, true, &kLength}},
        {"strncpy", {2, true, &kLength}},
        {"alloca", {2, true, &kLength}},
        {"md5", {2, false, &kWeakHash}},
        {"MD5", {2, false, &kWeakHash}},
        {"sha1", {2, false, &kWeakHash}},
        {"SHA1", {2, false, &kWeakHash}},
        {"RC4", {2, false, &kWeakHash}},
        {"rand", {1, true, &kRandom}},
        {"srand", {1, true, &kRandom}},
        {"mt19937", {1, false, &kRandom}},
        {"pickle", {3, false, &kObjects}},
        {"unserialize", {3, true, &kObjects}},
        {"tmpnam", {2, true, &kTemp}},
        {"mktemp", {2, true, &kTemp}},
        {"reinterpret_cast", {1, false, &kCast}},
        {"const_cast", {1, false, &kCast}},
        {"innerHTML", {2, false, &kHtml}},
        {"dangerouslySetInnerHTML", {3, false, &kHtml}},
        {"chmod", {1, true, &kRights}},
        {"setuid", {2, true, &kRights}},
        {"SSL_VERIFY_NONE", {3, false, &kTls}},
        {"InsecureSkipVerify", {3, false, &kTls}},
    };
    return words;
}

const Lexicon& performanceWords() {
    static const Lexicon words{
        {"regex", {2, false, &kRegex}},       {"RegExp", {2, true, &kRegex}},      {"sleep", {2, true, &kSleep}},
        {"usleep", {2, true, &kSleep}},       {"sleep_for", {2, true, &kSleep}},   {"lock", {1, true, &kLock}},
        {"lock_guard", {1, false, &kLock}},   {"unique_lock", {1, false, &kLock}}, {"scoped_lock", {1, false, &kLock}},
        {"synchronized", {1, false, &kLock}}, {"endl", {1, false, &kFlush}},
    };
    return words;
}

const Lexicon& loopWords() {
    static const Lexicon words{
        {"new", {2, false, &kAllocate}},
        {"malloc", {2, true, &kAllocate}},
        {"make_unique", {1, false, &kAllocate}},
        {"make_shared", {1, false, &kAllocate}},
        {"push_back", {1, true, &kGrow}},
        {"emplace_back", {1, true, &kGrow}},
        {"append", {1, true, &kGrow}},
        {"fopen", {2, true, &kInput}},
        {"open", {2, true, &kInput}},
        {"ifstream", {2, false, &kInput}},
        {"readFile", {2, true, &kInput}},
        {"regex", {3, false, &kRegexLoop}},
        {"compile", {2, true, &kRegexLoop}},
        {"co_await", {1, false, &kAwait}},
        {"await", {1, false, &kAwait}},
    };
    return words;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

void keep(Finding& best, int weight, const Reason& why) {
    if (weight > best.weight) best = {best.line, weight, why};
}

void lookUp(const CodeLine& line, const Lexicon& lexicon, Finding& best) {
    const std::string_view code = line.code;
    for (std::size_t i = 0; i < code.size();) {
        if (!isName(code[i])) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < code.size() && isName(code[end]))
            ++end;
        if (const auto found = lexicon.find(code.substr(i, end - i)); found != lexicon.end()) {
            const bool called = code.find_first_not_of(' ', end) != std::string_view::npos &&
                                code[code.find_first_not_of(' ', end)] == '(';
            if (called || !found->second.call) keep(best, found->second.weight, *found->second.why);
        }
        i = end;
    }
}

bool isImport(const CodeLine& line) {
    const auto code = trimmed(line.code);
    return code.starts_with("#include") || code.starts_with("import ") || code.starts_with("from ") ||
           code.starts_with("using ");
}

void lookForSecrets(const CodeLine& line, Finding& best) {
    const std::string code = lowered(line.code);
    for (const std::string_view word :
         {"password", "passwd", "secret", "api_key", "apikey", "token", "credential", "private_key", "privatekey"}) {
        const auto at = code.find(word);
        if (at == std::string::npos) continue;
        const auto equals = code.find('=', at);
        const auto quote = code.find_first_of("\"'", at);
        const bool literal = equals != std::string::npos && quote != std::string::npos && quote > equals &&
                             trimmed(std::string_view(code).substr(equals + 1, quote - equals - 1)).empty() &&
                             line.raw.size() > line.code.size() + 3;
        keep(best, literal ? 3 : 1, literal ? kSecretText : kSecret);
    }
}

void lookForSql(const CodeLine& line, Finding& best) {
    const std::string raw = lowered(line.raw);
    const bool sql = (has(raw, "\"select ") || has(raw, "\"insert into") || has(raw, "\"delete from") ||
                      has(raw, "\"update ") || has(raw, "'select ") || has(raw, "`select "));
    const bool pieces = has(line.code, "+") || has(line.code, "%") || has(raw, ".format(") || has(raw, "f\"") ||
                        has(raw, "${") || has(raw, "%s") || has(line.code, "<<");
    if (sql && pieces) keep(best, 3, kSql);
}

bool plainAddress(std::string_view raw) {
    return has(raw, "http://") && !has(raw, "http://localhost") && !has(raw, "http://127.") &&
           !has(raw, "www.w3.org") && (has(raw, "\"http://") || has(raw, "'http://"));
}

/// "void f(std::string name" copies, "const std::string& name" does not.
bool copiesParameter(std::string_view code) {
    for (const std::string_view type : {"std::string ", "std::vector<", "std::map<", "Json "}) {
        for (const std::string_view before : {"(", ", "}) {
            const auto at = code.find(std::string(before) + std::string(type));
            if (at == std::string_view::npos || has(code, "std::move") || !has(code, ") {")) continue;
            const auto end = code.find_first_of(",)", at + before.size());
            const auto parameter = code.substr(at + before.size(), end - at - before.size());
            if (!has(parameter, "&") && !has(parameter, "(") && has(trimmed(parameter), " ")) return true;
        }
    }
    return false;
}

}  // namespace

std::vector<Finding> securityFindings(const SourceText& source) {
    std::vector<Finding> findings;
    for (const auto& line : source.lines) {
        if (line.code.empty() || isImport(line)) continue;
        Finding best{line.number, 0, {}};
        lookUp(line, securityWords(), best);
        lookForSecrets(line, best);
        lookForSql(line, best);
        if (has(line.code, "shell=True")) keep(best, 3, kCommand);
        if (has(line.code, "verify=False") || has(line.raw, "SSL_VERIFYPEER, 0")) keep(best, 3, kTls);
        if (has(line.code, "yaml.load(")) keep(best, 3, kObjects);
        if (plainAddress(line.raw)) keep(best, 1, kPlain);
        if (best.weight > 0) findings.push_back(best);
    }
    return findings;
}

std::vector<Finding> performanceFindings(const SourceText& source) {
    std::vector<Finding> findings;
    for (const auto& line : source.lines) {
        if (line.code.empty() || isImport(line)) continue;
        Finding best{line.number, 0, {}};
        lookUp(line, performanceWords(), best);
        if (line.loopDepth > 0) lookUp(line, loopWords(), best);
        if (line.opensLoop && line.loopDepth > 1) keep(best, 3, kNested);
        if (has(line.code, "erase(") && has(line.code, "begin())")) keep(best, 2, kFront);
        if (has(line.code, ".pop(0)")) keep(best, 2, kFront);
        if (has(lowered(line.raw), "select * from")) keep(best, 1, kAllColumns);
        if (copiesParameter(line.code)) keep(best, 1, kCopy);
        if (best.weight > 0) findings.push_back(best);
    }
    return findings;
}

std::vector<Finding> openEnds(const SourceText& source) {
    std::vector<Finding> findings;
    for (const auto& line : source.lines)
        if (has(line.raw, "TODO") || has(line.raw, "FIXME") || has(line.raw, "XXX:") || has(line.raw, "HACK"))
            findings.push_back({line.number, 1, kOpen});
    if (findings.size() > 8) findings.resize(8);
    return findings;
}

}  // namespace heddle::llm::offline
