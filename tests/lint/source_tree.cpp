#include "tests/lint/source_tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace heddle::tests {
namespace fs = std::filesystem;

std::vector<SourceFile> sourceFiles(const std::vector<std::string>& folders, const std::vector<std::string>& endings) {
    std::vector<SourceFile> files;
    const fs::path top = HEDDLE_SOURCE_DIR;
    for (const auto& folder : folders) {
        if (!fs::exists(top / folder)) continue;
        for (auto it = fs::recursive_directory_iterator(top / folder); it != fs::recursive_directory_iterator(); ++it) {
            if (it->is_directory() && (it->path().filename() == "node_modules" || it->path().filename() == "build")) {
                it.disable_recursion_pending();
                continue;
            }
            const std::string name = it->path().string();
            const auto fits = [&](const std::string& ending) { return name.ends_with(ending); };
            if (!it->is_regular_file() || std::none_of(endings.begin(), endings.end(), fits)) continue;
            SourceFile file;
            file.path = fs::relative(it->path(), top).string();
            std::ifstream in(it->path());
            for (std::string line; std::getline(in, line);) {
                file.text += line + "\n";
                file.lines.push_back(std::move(line));
            }
            files.push_back(std::move(file));
        }
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

std::string roomOf(const std::string& path) {
    std::istringstream in(path);
    std::string top;
    std::string room;
    std::getline(in, top, '/');
    if (top == "storecli") return top;
    std::getline(in, room, '/');
    if (room.find('.') != std::string::npos) return top;
    return top == "core" ? room : top + "/" + room;
}

}  // namespace heddle::tests
