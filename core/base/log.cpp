#include "core/base/log.h"

#include "core/base/error.h"

#include <spdlog/sinks/dist_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>

namespace heddle {
namespace {

constexpr const char* kLines = "lines";

struct Secrets {
    std::mutex mutex;
    std::vector<std::string> all;
};

// A process has one set of secrets to hide and one place for its log lines.
Secrets& secrets() {
    static Secrets instance;
    return instance;
}

std::shared_ptr<spdlog::sinks::dist_sink_mt> rootSink() {
    static const auto sink = std::make_shared<spdlog::sinks::dist_sink_mt>(
        std::vector<spdlog::sink_ptr>{std::make_shared<spdlog::sinks::stderr_sink_mt>()});
    return sink;
}

/// One JSON object per line, masked.
class JsonLines final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        if (message.logger_name == kLines) {
            const std::string text = masked({message.payload.data(), message.payload.size()}) + "\n";
            out.append(text.data(), text.data() + text.size());
            return;
        }
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(message.time.time_since_epoch()).count();
        const auto level = spdlog::level::to_string_view(message.level);
        const Json line{{"time_ms", ms},
                        {"level", std::string(level.data(), level.size())},
                        {"room", std::string(message.logger_name.data(), message.logger_name.size())},
                        {"text", masked({message.payload.data(), message.payload.size()})}};
        const std::string text = compactJson(line) + "\n";
        out.append(text.data(), text.data() + text.size());
    }
    std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonLines>(); }
};

}  // namespace

void maskSecret(std::string_view secret) {
    if (secret.size() < 4) return;
    const std::lock_guard lock(secrets().mutex);
    auto& all = secrets().all;
    if (std::find(all.begin(), all.end(), secret) == all.end()) all.emplace_back(secret);
}

std::string masked(std::string_view text) {
    std::string result(text);
    const std::lock_guard lock(secrets().mutex);
    for (const auto& secret : secrets().all) {
        for (auto at = result.find(secret); at != std::string::npos; at = result.find(secret, at + 3)) {
            result.replace(at, secret.size(), "***");
        }
    }
    return result;
}

std::shared_ptr<spdlog::logger> roomLogger(const std::string& room) {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    if (auto known = spdlog::get(room)) return known;
    auto logger = std::make_shared<spdlog::logger>(room, rootSink());
    const char* level = std::getenv("HEDDLE_LOG");
    logger->set_level(level ? spdlog::level::from_str(level) : spdlog::level::warn);
    logger->set_formatter(std::make_unique<JsonLines>());
    spdlog::register_logger(logger);
    return logger;
}

std::shared_ptr<spdlog::logger> lineLogger() {
    const auto logger = roomLogger(kLines);
    logger->set_level(spdlog::level::info);
    logger->flush_on(spdlog::level::info);
    return logger;
}

void logToFile(const std::string& file) {
    try {
        // They name people and where they come from.
        spdlog::file_event_handlers handlers;
        handlers.after_open = [](const spdlog::filename_t&, std::FILE* opened) { ::fchmod(::fileno(opened), 0600); };
        auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file, 5u << 20, 3, false, handlers);
        sink->set_formatter(std::make_unique<JsonLines>());
        rootSink()->set_sinks({sink});
    } catch (const spdlog::spdlog_ex& e) {
        throw Error(ErrorKind::Storage, "file.unwritable", {{"file", file}, {"reason", e.what()}});
    }
}

}  // namespace heddle
