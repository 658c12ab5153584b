#include "storecli/terminal.h"

#include "core/base/messages.h"

#include <cstdio>

namespace heddle::storecli {
namespace {

void print(std::FILE* to, const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), to);
    std::fflush(to);
}

std::string errorText(const Json& error) {
    return messageText(error.value("code", ""), error.value("facts", Json::object()));
}

}  // namespace

std::string duration(std::int64_t ms) {
    if (ms < 1000) return std::to_string(ms) + " ms";
    return std::to_string(ms / 1000) + "." + std::to_string(ms % 1000 / 100) + " s";
}

Terminal::Terminal(const domain::Graph& graph, bool json, bool quiet) : m_json(json), m_quiet(quiet) {
    for (const auto& [id, node] : graph.nodes)
        m_titles[id] = node.title.empty() ? id : node.title;
}

std::string Terminal::title(const std::string& node) const {
    const auto it = m_titles.find(node);
    return it == m_titles.end() ? node : it->second;
}

void Terminal::onEvent(const domain::RunEvent& event) {
    const std::lock_guard lock(m_mutex);
    if (m_json) {
        print(stdout, compactJson(toJson(event)) + "\n");
        return;
    }
    if (event.type == domain::RunEventType::Token) {
        if (event.data.value("channel", "").empty()) {
            m_streamed += event.text;
            print(stdout, event.text);
        }
        return;
    }
    if (event.type == domain::RunEventType::ModelCall) {
        m_models[event.data.value("label", event.data.value("model", ""))] = event.data.value("offline", false);
    }
    if (!m_quiet) progress(event);
}

void Terminal::progress(const domain::RunEvent& event) {
    using Type = domain::RunEventType;
    switch (event.type) {
        case Type::NodeFinished:
            print(stderr, "  ✓ " + title(event.node) + "  " + duration(event.data.value("ms", 0)) + "\n");
            return;
        case Type::NodeFailed:
            print(stderr,
                  "  ✗ " + title(event.node) + "  " + errorText(event.data.value("error", Json::object())) + "\n");
            return;
        case Type::ToolCall:
            print(stderr, "  → " + event.data.value("tool", "") + "  " + event.data.value("outcome", "") + ", " +
                              duration(event.data.value("ms", 0)) + "\n");
            return;
        case Type::NodeRetry:
            print(stderr,
                  "  ↻ " + title(event.node) + "  again in " + duration(event.data.value("delay_ms", 0)) + "\n");
            return;
        default:
            return;
    }
}

void Terminal::finish(const Json& output) {
    if (m_json) return;
    if (!output.is_null()) {
        const std::string text = output.is_string() ? output.get<std::string>() : canonicalJson(output);
        if (text != m_streamed) print(stdout, (m_streamed.empty() ? "" : "\n") + text);
        if (!text.ends_with('\n')) print(stdout, "\n");
    }
    if (m_quiet) return;
    for (const auto& [label, offline] : m_models)
        print(stderr, "Model: " + label + "\n");
}

}  // namespace heddle::storecli
