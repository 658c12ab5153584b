#include "core/mcp/stdio_transport.h"

#include "core/base/utf8.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <deque>

namespace heddle::mcp {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kLongestLine = 16u << 20;
constexpr std::size_t kKeptLog = 64u << 10;
constexpr std::chrono::milliseconds kPatience{2000};
constexpr std::chrono::milliseconds kLastWords{
    500};  // why it ended may come behind its end; its children may never stop

/// What is no UTF-8 becomes U+FFFD: better a message with a hole than none.
std::string mended(std::string_view text) {
    std::string whole;
    for (std::size_t at = 0; at < text.size();)
        appendCodePoint(whole, nextCodePoint(text, at));
    return whole;
}

}  // namespace

struct StdioTransport::Shared : std::enable_shared_from_this<Shared> {
    Shared(const asio::any_io_executor& strand, const ProcessCommand& command)
        : program(command.program), process(strand, command), errorsEnd(strand, kLastWords) {}

    void note(std::string_view text) {
        log += text;
        if (log.size() > kKeptLog) log.erase(0, log.size() - kKeptLog / 2);
    }

    void takeLine(std::string_view line) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.find_first_not_of(" \t") == std::string_view::npos) return;
        Json message = Json::parse(isUtf8(line) ? std::string(line) : mended(line), nullptr, false);
        if (message.is_object() || message.is_array())
            receiver(std::move(message), std::nullopt);
        else
            note("no message: " + std::string(line.substr(0, 2000)) + "\n");
    }

    void takeBytes(std::string_view bytes) {
        while (!bytes.empty()) {
            const std::size_t end = bytes.find('\n');
            if (end == std::string_view::npos) {
                if (!isSkipping) line += bytes;
            } else if (!std::exchange(isSkipping, false)) {
                line += bytes.substr(0, end);
                takeLine(std::exchange(line, {}));
            }
            bytes.remove_prefix(std::min(end, bytes.size() - 1) + 1);
            if (line.size() <= kLongestLine) continue;
            note("a message of more than 16 MiB was left out\n");
            line.clear();
            isSkipping = true;
        }
    }

    void gone() {
        if (std::exchange(isGone, true) || !receiver) return;
        receiver(Json(), lost());
    }

    Error lost() const { return {ErrorKind::Unavailable, "mcp.gone", {{"program", program}, {"log", lastLines()}}}; }

    /// The end of the log, for an error.
    std::string lastLines() const {
        const std::string end = log.size() > 600 ? log.substr(log.size() - 600) : log;
        return end.substr(0, end.find_last_not_of(" \n\r") + 1);
    }

    std::string program;
    Process process;
    Receiver receiver;
    std::string line;
    bool isSkipping = false;
    bool isGone = false;
    bool hasReadErrors = false;
    std::string log;
    asio::steady_timer errorsEnd;  ///< cancelled when all of standard error has been read
    std::deque<std::string> outbox;
    bool isWriting = false;
};

namespace {

asio::awaitable<void> readStream(asio::posix::stream_descriptor& stream, std::function<void(std::string_view)> take) {
    std::vector<char> buffer(64u << 10);
    boost::system::error_code error;
    while (!error) {
        auto read = asio::redirect_error(asio::use_awaitable, error);
        const std::size_t size = co_await stream.async_read_some(asio::buffer(buffer), read);
        if (size > 0) take({buffer.data(), size});
    }
}

}  // namespace

StdioTransport::StdioTransport(asio::any_io_executor strand, ProcessCommand command)
    : m_strand(std::move(strand)), m_command(std::move(command)) {}

StdioTransport::~StdioTransport() {
    if (m_shared) m_shared->receiver = nullptr;
}

asio::awaitable<void> StdioTransport::open(Receiver receiver) {
    m_shared = std::make_shared<Shared>(m_strand, m_command);
    m_shared->receiver = std::move(receiver);
    auto output = [shared = m_shared]() -> asio::awaitable<void> {
        const auto take = [raw = shared.get()](std::string_view bytes) {
            if (raw->receiver) raw->takeBytes(bytes);
        };
        co_await readStream(shared->process.output(), take);
        boost::system::error_code ended;
        auto wait = asio::redirect_error(asio::use_awaitable, ended);
        if (!shared->hasReadErrors) {
            shared->errorsEnd.expires_after(kLastWords);
            co_await shared->errorsEnd.async_wait(wait);
        }
        shared->gone();
    };
    auto errors = [shared = m_shared]() -> asio::awaitable<void> {
        const auto take = [raw = shared.get()](std::string_view bytes) { raw->note(bytes); };
        co_await readStream(shared->process.errors(), take);
        shared->hasReadErrors = true;
        shared->errorsEnd.cancel();
    };
    asio::co_spawn(m_strand, std::move(output), asio::detached);
    asio::co_spawn(m_strand, std::move(errors), asio::detached);
    co_return;
}

/// Written by a coroutine of its own: a caller that is cancelled must not leave half a line behind.
asio::awaitable<void> StdioTransport::send(Json message) {
    if (m_shared->isGone) throw m_shared->lost();
    m_shared->outbox.push_back(compactJson(message) + "\n");
    if (!std::exchange(m_shared->isWriting, true)) asio::co_spawn(m_strand, writeAll(m_shared), asio::detached);
    co_return;
}

asio::awaitable<void> StdioTransport::writeAll(std::shared_ptr<Shared> shared) {
    boost::system::error_code error;
    while (!shared->outbox.empty() && !error) {
        std::string lines;
        for (const std::string& line : std::exchange(shared->outbox, {}))
            lines += line;
        auto written = asio::redirect_error(asio::use_awaitable, error);
        co_await asio::async_write(shared->process.input(), asio::buffer(lines), written);
    }
    shared->isWriting = false;
    if (error) shared->gone();
}

asio::awaitable<void> StdioTransport::close() {
    if (!m_shared) co_return;
    const auto shared = std::exchange(m_shared, nullptr);
    shared->receiver = nullptr;
    co_await shared->process.stop(kPatience);
    boost::system::error_code ignored;
    shared->process.output().close(ignored);
    shared->process.errors().close(ignored);
}

std::string StdioTransport::log() const { return m_shared ? m_shared->log : std::string(); }

int StdioTransport::processId() const { return m_shared ? m_shared->process.id() : -1; }

}  // namespace heddle::mcp
