#pragma once
#include <spdlog/spdlog.h>

#include <memory>
#include <string>
#include <string_view>

namespace heddle {

/// Registers a secret: from now on every log line shows "***" in its place. Secrets shorter than 4 bytes are ignored.
/// Safe from any thread.
void maskSecret(std::string_view secret);

/// `text` with every registered secret masked: also for error facts and events.
std::string masked(std::string_view text);

/// A logger for one room ("engine", "net" …), writing JSON lines to the program's log sink (standard error until
/// logToFile is called). The level comes from HEDDLE_LOG (trace, debug, info, warn, error, off), warn by default.
std::shared_ptr<spdlog::logger> roomLogger(const std::string& room);

/// A logger for texts that are lines of JSON already: they go where all logs go, masked and else as they are, whatever
/// HEDDLE_LOG says.
std::shared_ptr<spdlog::logger> lineLogger();

/// Sends all logs from now on to a rotating file (5 MB, three files) of its owner's. Throws Error(Storage,
/// "file.unwritable").
void logToFile(const std::string& file);

}  // namespace heddle
