#pragma once
#include "core/base/file.h"
#include "core/base/id.h"

#include <filesystem>
#include <string>

namespace heddle::bench {

/// A fresh folder that goes away with its scope.
class Scratch {
public:
    Scratch() : m_folder(std::filesystem::temp_directory_path() / ("heddle-bench-" + newId())) {
        std::filesystem::create_directories(m_folder);
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    std::string path(const std::string& name) const { return (m_folder / name).string(); }
    std::string write(const std::string& name, const std::string& content) const {
        writeFile(path(name), content);
        return path(name);
    }

private:
    std::filesystem::path m_folder;
};

}  // namespace heddle::bench
