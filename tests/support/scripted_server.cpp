#include "tests/support/scripted_server.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <poll.h>
#include <unistd.h>

namespace heddle::tests {
namespace {

std::string lower(std::string text) {
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

bool sendAll(int socket, const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const auto n = ::send(socket, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
        if (n <= 0) return false;
        at += static_cast<std::size_t>(n);
    }
    return true;
}

bool hungUp(int socket) {
    pollfd fd{socket, POLLIN | POLLRDHUP, 0};
    return ::poll(&fd, 1, 0) > 0 && (fd.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

/// Reads one request; false when the client went away first.
bool readRequest(int socket, SeenRequest& request) {
    std::string text;
    char buffer[16384];
    std::size_t bodyAt = std::string::npos;
    std::size_t length = 0;
    while (bodyAt == std::string::npos || text.size() < bodyAt + length) {
        const auto n = ::recv(socket, buffer, sizeof buffer, 0);
        if (n <= 0) return false;
        text.append(buffer, static_cast<std::size_t>(n));
        const auto end = text.find("\r\n\r\n");
        if (bodyAt != std::string::npos || end == std::string::npos) continue;
        bodyAt = end + 4;
        const auto space = text.find(' ');
        request.method = text.substr(0, space);
        request.target = text.substr(space + 1, text.find(' ', space + 1) - space - 1);
        for (std::size_t at = text.find("\r\n") + 2; at < end;) {
            const auto stop = text.find("\r\n", at);
            const auto colon = text.find(':', at);
            const auto value = text.find_first_not_of(' ', colon + 1);
            request.headers[lower(text.substr(at, colon - at))] = text.substr(value, stop - value);
            at = stop + 2;
        }
        if (request.headers.contains("content-length")) length = std::stoul(request.headers["content-length"]);
    }
    request.body = text.substr(bodyAt, length);
    return true;
}

}  // namespace

Script& Script::send(std::string bytes) {
    steps.push_back({Step::Kind::Send, std::move(bytes)});
    return *this;
}

Script& Script::wait() {
    steps.push_back({Step::Kind::WaitForTest, {}});
    return *this;
}

Script& Script::reset() {
    steps.push_back({Step::Kind::Reset, {}});
    return *this;
}

Script Script::response(int status, const std::string& body, const std::string& headers,
                        const std::string& contentType) {
    Script script;
    script.send("HTTP/1.1 " + std::to_string(status) +
                " Scripted\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
                (contentType.empty() ? "" : "Content-Type: " + contentType + "\r\n") + headers + "\r\n" + body);
    return script;
}

Script Script::stream(const std::string& contentType) {
    Script script;
    script.send("HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n" +
                (contentType.empty() ? std::string() : "Content-Type: " + contentType + "\r\n") + "\r\n");
    return script;
}

Script& Script::chunk(const std::string& bytes) {
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    return send(size + bytes + "\r\n");
}

Script& Script::end() { return send("0\r\n\r\n"); }

ScriptedServer::ScriptedServer(Choose choose) : m_choose(std::move(choose)) {
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(m_listener, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(m_listener, 64);
    ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_acceptor = std::thread([this] { acceptLoop(); });
}

ScriptedServer::ScriptedServer(std::vector<Script> scripts)
    : ScriptedServer([scripts = std::move(scripts), next = std::make_shared<std::size_t>(0)](const SeenRequest&) {
          const std::size_t now = std::min(*next, scripts.size() - 1);
          ++*next;
          return scripts[now];
      }) {}

ScriptedServer::~ScriptedServer() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_changed.notify_all();
    ::shutdown(m_listener, SHUT_RDWR);
    m_acceptor.join();
    for (auto& thread : m_connections)
        thread.join();
    ::close(m_listener);
}

std::string ScriptedServer::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(m_port) + path;
}

void ScriptedServer::release() {
    {
        const std::lock_guard lock(m_mutex);
        ++m_released;
    }
    m_changed.notify_all();
}

std::vector<SeenRequest> ScriptedServer::seen() const {
    const std::lock_guard lock(m_mutex);
    return m_seen;
}

bool ScriptedServer::waitForHangUp(std::chrono::milliseconds limit) {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, limit, [this] { return m_hungUp > 0; });
}

void ScriptedServer::acceptLoop() {
    for (;;) {
        const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        m_connections.emplace_back([this, socket] { serve(socket); });
    }
}

void ScriptedServer::serve(int socket) {
    SeenRequest request;
    if (readRequest(socket, request)) {
        Script script;
        {
            const std::lock_guard lock(m_mutex);
            m_seen.push_back(request);
            script = m_choose(request);
        }
        play(socket, script);
    }
    ::close(socket);
}

void ScriptedServer::play(int socket, const Script& script) {
    for (const auto& step : script.steps) {
        bool alive = true;
        switch (step.kind) {
            case Script::Step::Kind::Send:
                alive = sendAll(socket, step.bytes);
                break;
            case Script::Step::Kind::WaitForTest:
                alive = waitForTest(socket);
                break;
            case Script::Step::Kind::Reset: {
                const linger hard{1, 0};
                ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
                return;
            }
        }
        if (!alive) {
            {
                const std::lock_guard lock(m_mutex);
                ++m_hungUp;
            }
            m_changed.notify_all();
            return;
        }
    }
    ::shutdown(socket, SHUT_WR);
}

bool ScriptedServer::waitForTest(int socket) {
    std::unique_lock lock(m_mutex);
    while (m_released == 0 && !m_stopping) {
        // A hang-up has no condition variable: look for it every few milliseconds.
        m_changed.wait_for(lock, std::chrono::milliseconds(5));
        if (hungUp(socket)) return false;
    }
    if (m_released > 0) --m_released;
    return true;
}

}  // namespace heddle::tests
