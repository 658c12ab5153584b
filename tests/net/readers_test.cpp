#include "core/base/error.h"
#include "core/net/ndjson_reader.h"
#include "core/net/sse_reader.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::net;

namespace {

std::vector<SseEvent> read(const std::vector<std::string>& pieces) {
    std::vector<SseEvent> events;
    SseReader reader([&](const SseEvent& event) { events.push_back(event); });
    for (const auto& piece : pieces)
        reader.feed(piece);
    reader.finish();
    return events;
}

std::vector<SseEvent> data(const std::vector<std::string>& texts) {
    std::vector<SseEvent> events;
    for (const auto& text : texts) {
        events.emplace_back();
        events.back().data = text;
    }
    return events;
}

std::string withLineEnd(std::string text, const std::string& end) {
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + end.size()))
        text.replace(at, 1, end);
    return text;
}

}  // namespace

class ReadersTest : public QObject {
    Q_OBJECT
private slots:
    void everySplitAndLineEndGivesTheSameEvents() {
        const std::string stream =
            "\xEF\xBB\xBF: hello\n\nevent: ping\nid: 7\nretry: 250\ndata: {\"a\":\"\xE2\x80\xA8\xE9\xBE\x99\"}\n\n"
            "data:no space\ndata\ndata:  two\nfoo: bar\n\n:\n\nid: 8\n\ndata: [DONE]";
        auto expected = data({"{\"a\":\"\xE2\x80\xA8\xE9\xBE\x99\"}", "no space\n\n two", "[DONE]"});
        expected[0].type = "ping";
        expected[0].id = expected[1].id = "7";
        expected[0].retryMs = 250;
        expected[2].id = "8";
        for (const std::string end : {"\n", "\r\n", "\r"}) {
            const std::string text = withLineEnd(stream, end);
            QCOMPARE(read({text}), expected);
            for (std::size_t cut = 1; cut < text.size(); ++cut)
                QVERIFY2(read({text.substr(0, cut), text.substr(cut)}) == expected, std::to_string(cut).c_str());
            std::vector<std::string> bytes;
            for (const char c : text)
                bytes.emplace_back(1, c);
            QCOMPARE(read(bytes), expected);
        }
    }
    void emptyDataIsAnEventAndNoDataIsNone() {
        QCOMPARE(read({"data:\n\n"}), data({""}));
        QCOMPARE(read({"event: x\n\nid: 1\n\n: c\n\n"}), data({}));
    }
    void anIdWithANullByteIsIgnored() { QCOMPARE(read({std::string("id: a\0b\ndata: x\n\n", 16)}), data({"x"})); }
    void anEndlessEventIsRefused() {
        SseReader reader([](const SseEvent&) {}, 100);
        const auto flood = [&] {
            for (int i = 0; i < 50; ++i)
                reader.feed("data: 0123456789\n");
        };
        QVERIFY_EXCEPTION_THROWN(flood(), Error);
    }
    void ndjsonLinesAtEverySplit() {
        const std::string text = "{\"a\":1}\r\n\n{\"b\":\"\xE2\x80\xA8\"}\n{\"c\":3}";
        for (std::size_t cut = 0; cut < text.size(); ++cut) {
            std::vector<std::string> lines;
            NdjsonReader reader([&](std::string_view line) { lines.emplace_back(line); });
            reader.feed(text.substr(0, cut));
            reader.feed(text.substr(cut));
            reader.finish();
            const std::vector<std::string> expected{"{\"a\":1}", "{\"b\":\"\xE2\x80\xA8\"}", "{\"c\":3}"};
            QCOMPARE(lines, expected);
        }
    }
};

HEDDLE_TEST(ReadersTest);
#include "readers_test.moc"
