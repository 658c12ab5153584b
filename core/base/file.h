#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace heddle {

/// The whole file. Throws Error(NotFound, "file.not_found"), (Storage, "file.unreadable") or (Limit,
/// "file.too_large"), each with the fact `file`.
std::string readFile(const std::filesystem::path& file, std::uintmax_t limit = 256u << 20);

/// Who may read a file that writeFile makes: whom the process' mask allows, or its owner alone (0600).
enum class FileMode { Shared, OwnerOnly };

/// Replaces the file whole or not at all: temporary file beside it, fsync, rename. Makes missing folders.
/// Throws Error(Storage, "file.unwritable").
void writeFile(const std::filesystem::path& file, std::string_view content, FileMode mode = FileMode::Shared);

/// A file that is written piece by piece, and is there whole or not at all: a temporary one beside it, which goes away
/// unless it is committed. For one thread. Throws Error(Storage, "file.unwritable").
class FileDraft {
public:
    /// Makes missing folders.
    explicit FileDraft(std::filesystem::path file, FileMode mode = FileMode::Shared);
    ~FileDraft();
    FileDraft(const FileDraft&) = delete;
    FileDraft& operator=(const FileDraft&) = delete;

    void write(std::string_view bytes);
    /// Where it is until it is committed.
    const std::filesystem::path& temporary() const { return m_temporary; }
    /// Replaces the file; on the disk when it returns.
    void commit();

private:
    std::filesystem::path m_file;
    std::filesystem::path m_temporary;
    int m_descriptor = -1;
};

}  // namespace heddle
