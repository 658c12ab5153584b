#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/messages.h"
#include "core/base/utf8.h"
#include "core/tools/tool_makers.h"

#include <algorithm>

namespace heddle::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostEntries = 500;
constexpr std::int64_t kMostLines = 2000;
constexpr std::size_t kLargestFile = 8u << 20;

using Folders = std::function<std::vector<GrantedFolder>(const ToolCaller&)>;

bool isInside(const fs::path& path, const fs::path& folder) {
    const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return end == folder.end();
}

/// Where `text` really leads, links followed, if that is in a folder that may be looked into, or changed. A relative
/// path is one of the first folder. Throws Error(Denied, "tool.folder_not_granted") with the facts `path`, `folders`.
fs::path grantedPath(const std::vector<GrantedFolder>& folders, const std::string& text, bool mustBeWritable) {
    fs::path path(text);
    if (path.is_relative() && !folders.empty()) path = folders.front().path / path;
    std::error_code failure;
    const fs::path real = fs::weakly_canonical(path, failure);
    std::string known;
    for (const GrantedFolder& folder : folders) {
        if (mustBeWritable && !folder.isWritable) continue;
        known += (known.empty() ? "" : ", ") + folder.path.string();
        std::error_code ignored;
        if (!failure && isInside(real, fs::weakly_canonical(folder.path, ignored))) return real;
    }
    throw Error(ErrorKind::Denied, "tool.folder_not_granted", {{"path", text}, {"folders", known}});
}

ToolAnswer listFiles(const fs::path& folder) {
    ToolAnswer answer;
    answer.data = {{"path", folder.string()}, {"entries", Json::array()}};
    std::vector<fs::directory_entry> entries;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entries.size() == kMostEntries) break;
        entries.push_back(entry);
    }
    std::sort(entries.begin(), entries.end());
    for (const auto& entry : entries) {
        std::error_code ignored;
        const bool isFolder = entry.is_directory(ignored);
        const auto size = isFolder ? 0 : entry.file_size(ignored);
        answer.text +=
            entry.path().filename().string() + (isFolder ? "/" : ", " + std::to_string(size) + " bytes") + "\n";
        answer.data["entries"].push_back(
            {{"name", entry.path().filename().string()}, {"folder", isFolder}, {"size", size}});
    }
    if (entries.empty()) answer.text = "The folder is empty.";
    if (entries.size() == kMostEntries) answer.text += "There are more; only the first 500 are listed.\n";
    return answer;
}

ToolAnswer readLines(const fs::path& path, std::int64_t first, std::int64_t count) {
    if (!fs::is_regular_file(path)) return ToolAnswer::failure(path.string() + " is no file.");
    if (fs::file_size(path) > kLargestFile) return ToolAnswer::failure(path.string() + " is larger than 8 MiB.");
    const std::string text = readFile(path);
    if (!isUtf8(text) || text.find('\0') != std::string::npos)
        return ToolAnswer::failure(path.string() + " is no text.");
    ToolAnswer answer;
    std::int64_t line = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        if (++line >= first && line < first + count) answer.text += text.substr(at, end - at);
        at = end;
    }
    answer.data = {{"path", path.string()}, {"lines", line}, {"first", first}};
    if (line >= first + count) answer.text += "\n(" + std::to_string(line) + " lines in all)";
    return answer;
}

ToolAnswer write(const fs::path& path, const std::string& text) {
    writeFile(path, text);
    ToolAnswer answer;
    answer.text = "Written: " + path.string() + ", " + std::to_string(text.size()) + " bytes.";
    answer.data = {{"path", path.string()}, {"bytes", text.size()}};
    return answer;
}

/// What the system says about a file is for the model to read.
template <typename Work>
ToolAnswer tried(Work work) {
    try {
        return work();
    } catch (const Error& error) {
        return ToolAnswer::failure(messageText(error.code(), error.facts()));
    } catch (const fs::filesystem_error& error) {
        return ToolAnswer::failure(error.path1().string() + ": " + error.code().message());
    }
}

ToolCard fileCard(const char* name, const char* title, const char* description, Json properties,
                  std::vector<std::string> required) {
    ToolCard card;
    card.name = name;
    card.title = title;
    card.description = description;
    card.inputSchema = objectSchema(std::move(properties), std::move(required));
    return card;
}

const Json kPath{{"type", "string"}, {"description", "Absolute, or relative to the first folder that is granted."}};

}  // namespace

std::vector<ToolPtr> makeFileTools(const BuiltinPorts& ports) {
    const Folders folders = ports.folders;
    ToolCard list = fileCard("list_files", HEDDLE_MESSAGE("Tools", "List files"), "Lists the files of a folder.",
                             {{"path", kPath}}, {});
    list.isReadOnly = true;
    list.needsConsent = false;
    ToolCard read =
        fileCard("read_file", HEDDLE_MESSAGE("Tools", "Read a file"), "Reads a text file, or some lines of it.",
                 {{"path", kPath},
                  {"first_line", {{"type", "integer"}, {"minimum", 1}, {"default", 1}}},
                  {"lines", {{"type", "integer"}, {"minimum", 1}, {"maximum", kMostLines}, {"default", kMostLines}}}},
                 {"path"});
    read.isReadOnly = true;
    read.needsConsent = false;
    ToolCard change = fileCard("write_file", HEDDLE_MESSAGE("Tools", "Write a file"),
                               "Writes a text file: makes it, or replaces all that is in it.",
                               {{"path", kPath}, {"text", {{"type", "string"}}}}, {"path", "text"});
    change.isSerial = true;
    const auto doList = [folders](ToolInput input) -> boost::asio::awaitable<ToolAnswer> {
        co_return tried(
            [&] { return listFiles(grantedPath(folders(input.caller), input.arguments.value("path", "."), false)); });
    };
    const auto doRead = [folders](ToolInput input) -> boost::asio::awaitable<ToolAnswer> {
        co_return tried([&] {
            const Json& in = input.arguments;
            return readLines(grantedPath(folders(input.caller), in.at("path"), false), in.value("first_line", 1),
                             in.value("lines", kMostLines));
        });
    };
    const auto doWrite = [folders](ToolInput input) -> boost::asio::awaitable<ToolAnswer> {
        co_return tried([&] {
            return write(grantedPath(folders(input.caller), input.arguments.at("path"), true),
                         input.arguments.at("text"));
        });
    };
    return {std::make_shared<PlainTool>(std::move(list), doList), std::make_shared<PlainTool>(std::move(read), doRead),
            std::make_shared<PlainTool>(std::move(change), doWrite)};
}

}  // namespace heddle::tools
