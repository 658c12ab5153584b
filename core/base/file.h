#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

namespace heddle {

/// The whole file. Throws Error(NotFound, "file.not_found"), (Storage, "file.unreadable") or (Limit,
/// "file.too_large"), each with the fact `file`.
std::string readFile(const std::filesystem::path& file, std::uintmax_t limit = 256u << 20);

/// Who may read a file that writeFile makes: whom the process' mask allows, or its owner alone (0600).
enum class FileMode { Shared, OwnerOnly };

/// Replaces the file whole or not at all: temporary file beside it, fsync, rename. Makes missing folders.
/// Throws Error(Storage, "file.unwritable").
void writeFile(const std::filesystem::path& file, std::string_view content, FileMode mode = FileMode::Shared);

}  // namespace heddle
