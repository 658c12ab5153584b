#include "tests/bench/file_cache.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <unistd.h>

namespace heddle::bench {
namespace {

/// Pages of an open file, and how many of them are in memory.
struct Pages {
    std::size_t all = 0;
    std::size_t inMemory = 0;
};

Pages pagesOf(int file) {
    struct stat about {};
    if (fstat(file, &about) != 0 || about.st_size == 0) return {};
    const auto size = static_cast<std::size_t>(about.st_size);
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    void* mapped = mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED) return {};
    std::vector<unsigned char> resident((size + page - 1) / page);
    Pages pages;
    if (mincore(mapped, size, resident.data()) == 0) {
        pages.all = resident.size();
        pages.inMemory = static_cast<std::size_t>(
            std::count_if(resident.begin(), resident.end(), [](unsigned char bits) { return bits & 1; }));
    }
    munmap(mapped, size);
    return pages;
}

}  // namespace

std::vector<std::string> mappedFiles(int pid) {
    std::set<std::string> files;
    std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
    for (std::string line; std::getline(maps, line);) {
        const auto path = line.find('/');
        if (path == std::string::npos || line.ends_with(" (deleted)")) continue;
        if (std::filesystem::is_regular_file(line.substr(path))) files.insert(line.substr(path));
    }
    return {files.begin(), files.end()};
}

std::vector<std::string> filesBelow(const std::string& folder) {
    std::vector<std::string> files;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ignored)) {
        if (entry.is_regular_file(ignored)) files.push_back(entry.path().string());
    }
    return files;
}

double dropFromCache(const std::vector<std::string>& files) {
    Pages sum;
    for (const auto& path : files) {
        const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) continue;
        // Pages that are not on disk yet cannot be forgotten.
        fdatasync(file);
        posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        const Pages pages = pagesOf(file);
        sum.all += pages.all;
        sum.inMemory += pages.inMemory;
        close(file);
    }
    return sum.all == 0 ? 0 : static_cast<double>(sum.inMemory) / static_cast<double>(sum.all);
}

}  // namespace heddle::bench
