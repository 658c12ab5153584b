#include "core/rest/routing/request_log.h"

#include "core/rest/protocol/problem_document.h"

namespace heddle::rest {

namespace asio = boost::asio;

namespace {

constexpr int kClientGone = 499;
constexpr std::size_t kLongestPath = 1024;
/// What API keys, refresh tokens and access tokens begin with.
constexpr std::string_view kCredentials[] = {"hdl_", "hdr_", "eyJ"};

bool isCredential(std::string_view part) {
    return std::any_of(std::begin(kCredentials), std::end(kCredentials),
                       [part](std::string_view begin) { return part.starts_with(begin); });
}

/// The path of `target`, without credentials that somebody has put there.
std::string shownPath(std::string_view target) {
    const std::string_view path = target.substr(0, std::min(target.find_first_of("?#"), kLongestPath));
    std::string shown;
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        const std::string_view part = path.substr(at, end - at);
        shown += isCredential(part) ? "***" : part;
        if (end < path.size()) shown += '/';
        at = end + 1;
    }
    return shown;
}

}  // namespace

/// Written when nobody holds it any more: a streaming reply does until its end.
class RequestLog::Line {
public:
    Line(const RequestLog& log, const Request& request)
        : m_log(log),
          m_startedNs(log.m_clock.steadyNs()),
          m_json{{"time", formatTime(log.m_clock.nowMs())},
                 {"method", request.method},
                 {"path", shownPath(request.target)},
                 {"client", request.client},
                 {"request", request.id},
                 {"user", nullptr},
                 {"status", kClientGone}} {}
    ~Line() {
        const std::int64_t microseconds = (m_log.m_clock.steadyNs() - m_startedNs) / 1000;
        m_json["ms"] = static_cast<double>(microseconds) / 1000;
        // Everything but plain ASCII is escaped: a terminal that shows the log obeys control characters.
        m_log.m_write(m_json.dump(-1, ' ', true, Json::error_handler_t::replace));
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    void set(const char* name, Json value) { m_json[name] = std::move(value); }

private:
    const RequestLog& m_log;
    std::int64_t m_startedNs;
    Json m_json;
};

RequestLog::RequestLog(HttpHandler& handler, const Clock& clock, Write write)
    : m_handler(handler), m_clock(clock), m_write(std::move(write)) {}

asio::awaitable<Response> RequestLog::handle(Request request) {
    const auto line = std::make_shared<Line>(*this, request);
    Response response;
    try {
        response = co_await m_handler.handle(std::move(request));
    } catch (const Error& error) {
        line->set("status", statusOf(error));
        throw;
    }
    line->set("status", response.status);
    if (!response.user.empty()) line->set("user", response.user);
    if (response.produce) {
        response.produce = [line,
                            produce = std::move(response.produce)](ResponseStream& stream) -> asio::awaitable<void> {
            line->set("is_broken", true);
            co_await produce(stream);
            line->set("is_broken", false);
        };
    }
    co_return response;
}

}  // namespace heddle::rest
