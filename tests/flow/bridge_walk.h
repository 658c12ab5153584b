#pragma once
#include "app/bridge/bridge.h"
#include "core/base/error.h"

#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace heddle::tests {

/// A message on its way through a chat, as the window sees it.
struct Sent {
    domain::Message user;
    domain::Message answer;
    std::vector<std::vector<domain::RunEvent>> batches;  ///< as they came
    std::optional<services::RunOutcome> outcome;

    std::vector<domain::RunEvent> events(domain::RunEventType type) const;
    /// All tokens of the answer, joined.
    std::string streamed() const;
};

/// The window's door to core on a workspace of its own, with an agent of two nodes ("input" and "ask", a language
/// model) and one model service, "Double".
class BridgeWalk {
public:
    /// `baseUrl` is the service's address, with its version path.
    explicit BridgeWalk(const std::string& baseUrl);

    app::Bridge& bridge() { return *m_bridge; }
    const std::string& agent() const { return m_agent; }
    /// As after a restart of the program.
    void reopen();
    /// The newest chat with the agent.
    app::OpenedChat chat();
    /// Sends and waits for the end. `onEvents` sees each batch as it comes.
    Sent send(const std::string& text, const std::function<void(const Sent&)>& onEvents = {});
    /// Goes on with a run and waits for the end.
    services::RunOutcome goOn(const std::string& runId);
    domain::Execution run(const std::string& runId);

    /// What a request is answered with; throws what it fails with.
    template <class T>
    T wait(const std::function<void(app::Reply<T>)>& ask) {
        std::optional<T> answer;
        std::optional<Error> error;
        QObject context;
        ask({&context, [&](T value) { answer = std::move(value); }, [&](const Error& e) { error = e; }});
        mustCome([&] { return answer || error; });
        if (error) throw *error;
        return std::move(*answer);
    }

private:
    void open();
    static void mustCome(const std::function<bool()>& there);

    QTemporaryDir m_folder;
    std::unique_ptr<app::Bridge> m_bridge;
    std::string m_agent;
};

}  // namespace heddle::tests
