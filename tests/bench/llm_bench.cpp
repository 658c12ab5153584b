#include "core/llm/dialect.h"
#include "core/net/sse_reader.h"
#include "tests/bench/bench.h"

namespace heddle::bench {
namespace {

constexpr std::size_t kStreamBytes = 20u << 20;
constexpr std::size_t kReadBytes = 16u << 10;  // what a transfer hands over at a time

/// An answer as a service streams it: frames of about 250 bytes, a word each.
std::string streamOf(const std::string& before, const std::string& after, const std::string& end) {
    std::string all;
    for (int i = 0; all.size() < kStreamBytes; ++i)
        all += "data: " + before + "word " + std::to_string(i) + after + "\n\n";
    return all + end;
}

double megabytesPerSecond(const std::function<void()>& read) {
    return static_cast<double>(kStreamBytes) / (1u << 20) / (cpuUsOf5(read) / 1'000'000);
}

void feed(net::SseReader& reader, const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size(); at += kReadBytes)
        reader.feed(std::string_view(bytes).substr(at, kReadBytes));
    reader.finish();
}

void llmGroup(Report& report) {
    const std::string openAi = streamOf(
        R"({"id":"chatcmpl-9aXyZ0123456789abcdef","object":"chat.completion.chunk","created":1795790000,"model":"gpt-4o-mini-2024-07-18","system_fingerprint":"fp_1234567890","choices":[{"index":0,"delta":{"content":")",
        R"("},"logprobs":null,"finish_reason":null}]})",
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
    const std::string anthropic =
        streamOf(R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":")", R"("}})",
                 "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n"
                 "data: {\"type\":\"message_stop\"}\n\n");
    report.add({"events of a stream, read", "MB/s", megabytesPerSecond([&] {
                    std::size_t bytes = 0;
                    net::SseReader reader([&bytes](const net::SseEvent& event) { bytes += event.data.size(); });
                    feed(reader, openAi);
                }),
                200, false});
    const auto answered = [&](const llm::Dialect& dialect, const std::string& bytes) {
        return megabytesPerSecond([&] {
            const llm::ModelSink silent;
            const auto stream = dialect.stream(silent);
            net::SseReader reader([&](const net::SseEvent& event) { stream->frame(event.data); });
            feed(reader, bytes);
            (void)stream->finish();
        });
    };
    report.add({"OpenAI's stream, read and understood", "MB/s", answered(llm::openAiDialect(), openAi), 200, false});
    report.add(
        {"Anthropic's stream, read and understood", "MB/s", answered(llm::anthropicDialect(), anthropic), 200, false});
}

}  // namespace

HEDDLE_BENCH("llm", llmGroup);

}  // namespace heddle::bench
