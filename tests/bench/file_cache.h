#pragma once
#include <string>
#include <vector>

namespace heddle::bench {

/// Files that a process has mapped: its program, libraries, fonts, resources.
std::vector<std::string> mappedFiles(int pid);
/// Regular files below a folder.
std::vector<std::string> filesBelow(const std::string& folder);
/// Asks the kernel to forget the pages of these files, as they are after a start of the computer. Gives the part
/// (0 … 1) of them that is still in memory: what other processes have mapped stays.
double dropFromCache(const std::vector<std::string>& files);

}  // namespace heddle::bench
