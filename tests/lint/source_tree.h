#pragma once
#include <string>
#include <vector>

namespace heddle::tests {

struct SourceFile {
    std::string path;  ///< from the top of the repository
    std::string text;
    std::vector<std::string> lines;
};

/// Every file below the given top-level folders whose name ends in one of `endings`; build and node_modules left out.
std::vector<SourceFile> sourceFiles(const std::vector<std::string>& folders, const std::vector<std::string>& endings);

/// The room a file or an include path belongs to: "net" for core/net/…, "editor/graph" for editor/graph/….
std::string roomOf(const std::string& path);

}  // namespace heddle::tests
