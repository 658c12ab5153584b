#include "storecli/run_driver.h"

#include "core/base/id.h"
#include "core/base/messages.h"

#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <iostream>

namespace heddle::storecli {
namespace {

using services::OpenQuestion;
using services::RunOutcome;

/// Cancels a run on the first Ctrl-C; the second one ends the program at once.
class CancelOnSignal {
public:
    CancelOnSignal(runtime::Runtime& runtime, std::string runId)
        : m_signals(runtime.executor(), SIGINT, SIGTERM), m_runtime(runtime), m_runId(std::move(runId)) {
        m_signals.async_wait([this](const boost::system::error_code& failure, int) {
            if (failure) return;
            m_runtime.runs().cancel(m_runId);
            std::signal(SIGINT, SIG_DFL);
        });
    }

private:
    boost::asio::signal_set m_signals;
    runtime::Runtime& m_runtime;
    std::string m_runId;
};

std::string readLine(const std::string& prompt) {
    std::cerr << prompt << std::flush;
    std::string line;
    std::getline(std::cin, line);
    return line;
}

void showQuestion(const OpenQuestion& question) {
    const Json& asked = question.question;
    std::cerr << "\n? " << questionTitle(question) << "\n";
    for (const Json& call : asked.value("calls", Json::array()))
        std::cerr << "  " << call.value("tool", "") << " " << compactJson(call.value("arguments", Json())) << "\n";
    if (const std::string text = asked.value("text", ""); !text.empty()) std::cerr << text << "\n";
    if (asked.contains("draft")) std::cerr << "---\n" << asked["draft"].get<std::string>() << "\n---\n";
}

/// Asks at the terminal, field by field or by choice.
Json askPerson(const OpenQuestion& question) {
    showQuestion(question);
    const Json& asked = question.question;
    if (asked.contains("schema")) {
        Json answer = Json::object();
        const Json fields = asked["schema"].value("properties", Json::object());
        for (const auto& [name, schema] : fields.items())
            answer[name] = readLine(schema.value("title", name) + ": ");
        return answer;
    }
    std::string choices;
    for (const auto& choice : asked.value("choices", Json::array())) {
        choices += (choices.empty() ? "" : "/") + choice.get<std::string>();
    }
    return {{"choice", readLine(choices.empty() ? "> " : choices + "> ")}};
}

std::string resumeCommand(const RunOutcome& outcome, const Showing& showing) {
    return "heddlectl runs resume " + outcome.runId + (showing.keyVariable.empty() ? "" : " --base-url …");
}

void explainPause(const RunOutcome& outcome, const Showing& showing) {
    for (const auto& question : outcome.questions) {
        showQuestion(question);
        std::cerr << "Answer with: " << resumeCommand(outcome, showing) << " --answer " << question.id << "=…\n";
    }
}

/// Why a run has failed or was cancelled, and what can be done.
void explainEnd(const RunOutcome& outcome, const Showing& showing) {
    const std::string code = outcome.error.is_object() ? outcome.error.value("code", "") : "";
    if (outcome.status == "cancelled") {
        std::cerr << "\nCancelled.";
    } else {
        std::cerr << "\nheddlectl: " << messageText(code, outcome.error.value("facts", Json::object()));
    }
    if (!showing.keyVariable.empty() && (code == "llm.no_key" || code == "llm.auth")) {
        std::cerr << "\nThe key of --base-url comes from the environment variable " << showing.keyVariable
                  << " (--key-env names another).";
    }
    if (showing.saved) std::cerr << "\nWhat was done is kept. Go on with: " << resumeCommand(outcome, showing);
    std::cerr << "\n";
}

int report(const RunOutcome& outcome, Terminal& terminal, const Showing& showing) {
    if (outcome.status == "completed") {
        terminal.finish(outcome.output);
        return kDone;
    }
    if (outcome.status == "paused") {
        if (!showing.json) explainPause(outcome, showing);
        return kPaused;
    }
    if (showing.json) return outcome.status == "cancelled" ? kCancelled : kFailed;
    explainEnd(outcome, showing);
    return outcome.status == "cancelled" ? kCancelled : kFailed;
}

/// Shows a run, and asks its questions where there is somebody to answer.
template <typename Begin>
int drive(runtime::Runtime& runtime, const std::string& runId, Terminal& terminal, const Showing& showing,
          Begin begin) {
    const services::EventListener listener = [&terminal](const domain::RunEvent& event) { terminal.onEvent(event); };
    const CancelOnSignal cancel(runtime, runId);
    RunOutcome outcome = wait(runtime, begin(listener));
    while (outcome.status == "paused" && showing.interactive && !outcome.questions.empty()) {
        Json answers = Json::object();
        for (const auto& question : outcome.questions)
            answers[question.id] = askPerson(question);
        outcome = wait(runtime, runtime.runs().resume(runId, std::move(answers), listener));
    }
    return report(outcome, terminal, showing);
}

}  // namespace

std::string questionTitle(const OpenQuestion& question) {
    const Json& asked = question.question;
    const std::string code = "question." + asked.value("kind", "");
    if (asked.contains("title") || messageTemplate(code).empty()) return asked.value("title", question.node);
    return messageText(code, asked);
}

int startRun(runtime::Runtime& runtime, services::RunRequest request, const Showing& showing) {
    const std::string runId = newId();
    Terminal terminal(request.graph, showing.json, showing.quiet);
    return drive(runtime, runId, terminal, showing, [&](const services::EventListener& listener) {
        return runtime.runs().start(runId, request, listener);
    });
}

int resumeRun(runtime::Runtime& runtime, const domain::Execution& execution, Json answers, const Showing& showing) {
    Terminal terminal(domain::graphFromJson(execution.workflow), showing.json, showing.quiet);
    return drive(runtime, execution.id, terminal, showing, [&](const services::EventListener& listener) {
        return runtime.runs().resume(execution.id, answers, listener);
    });
}

}  // namespace heddle::storecli
