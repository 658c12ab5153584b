#pragma once
#include <string>
#include <string_view>

namespace heddle::storage {

/// PostgreSQL's text holds neither U+0000 nor anything but UTF-8; SQLite's holds every byte, and what a model or a tool
/// said may be anything. So bytes that cannot stand in a text are kept as U+10FFFE, a noncharacter, and two hexadecimal
/// digits, and U+10FFFE itself byte by byte in the same way. All other texts are stored as they are.
std::string toPostgresText(std::string_view bytes);

/// Whether a stored text must go through fromPostgresText.
bool isEscapedText(std::string_view text);
std::string fromPostgresText(std::string_view text);

}  // namespace heddle::storage
