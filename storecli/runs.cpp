#include "core/base/clock.h"
#include "core/base/messages.h"
#include "storecli/address.h"
#include "storecli/run_driver.h"
#include "storecli/workflow_source.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <unistd.h>

namespace heddle::storecli {
namespace {

struct RunsOptions {
    std::string id;
    std::string status;
    std::vector<std::string> answers;
    Address address;
    int limit = 20;
    bool json = false;
    bool events = false;
};

runtime::Options opening(const SharedOptions& shared, bool readOnly) {
    runtime::Options options;
    options.workspace = shared.folder();
    options.readOnly = readOnly;
    return options;
}

int list(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, true));
    const auto runs = wait(runtime, runtime.runs().list(options.status, "", options.limit));
    for (const auto& run : runs) {
        if (options.json) {
            std::printf("%s\n", compactJson(toJson(run)).c_str());
            continue;
        }
        std::printf("%s  %-9s  %s  %d/%d nodes  %s\n", run.id.c_str(), run.status.c_str(),
                    formatTime(run.startedMs).c_str(), run.completedNodes, run.totalNodes,
                    run.workflow.value("name", "").c_str());
    }
    if (runs.empty() && !options.json) std::printf("No runs.\n");
    return kDone;
}

int show(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, true));
    const auto run = wait(runtime, runtime.runs().get(options.id));
    if (options.events) {
        for (const auto& event : wait(runtime, runtime.runs().events(run.id))) {
            std::printf("%s\n", compactJson(toJson(event)).c_str());
        }
        return kDone;
    }
    if (options.json) {
        std::printf("%s", canonicalJson(toJson(run)).c_str());
        return kDone;
    }
    std::printf("%s  %s\n%s, begun %s\n%d of %d nodes done\n", run.id.c_str(), run.workflow.value("name", "").c_str(),
                run.status.c_str(), formatTime(run.startedMs).c_str(), run.completedNodes, run.totalNodes);
    if (run.error.is_object()) {
        std::printf("\n%s\n",
                    messageText(run.error.value("code", ""), run.error.value("facts", Json::object())).c_str());
    }
    for (const auto& question : wait(runtime, runtime.runs().questions(run.id))) {
        std::printf("\nWaits for an answer: %s  %s\n", question.id.c_str(),
                    question.question.value("title", "").c_str());
    }
    if (!run.result.is_null())
        std::printf("\n%s\n",
                    run.result.is_string() ? run.result.get<std::string>().c_str() : canonicalJson(run.result).c_str());
    return kDone;
}

/// `id=value` answers that question, a bare value the only open one. A plain word is the choice of an approval.
Json answersFrom(const std::vector<std::string>& given, const std::vector<services::OpenQuestion>& open) {
    Json answers = Json::object();
    for (const auto& text : given) {
        std::string id = open.size() == 1 ? open.front().id : "";
        std::string value = text;
        for (const auto& question : open) {
            if (text.starts_with(question.id + "=")) {
                id = question.id;
                value = text.substr(question.id.size() + 1);
            }
        }
        const Json json = Json::parse(value, nullptr, false);
        answers[id] = json.is_object() ? json : Json{{"choice", value}};
    }
    return answers;
}

int resume(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, false));
    const auto run = wait(runtime, runtime.runs().get(options.id));
    const auto open = wait(runtime, runtime.runs().questions(run.id));
    Showing showing;
    showing.json = options.json;
    showing.interactive = ::isatty(STDIN_FILENO) != 0;
    if (options.address.use(runtime)) showing.keyVariable = options.address.keyVariable;
    return resumeRun(runtime, run, answersFrom(options.answers, open), showing);
}

}  // namespace

void addRuns(CLI::App& app, const SharedOptions& shared, Action& action) {
    auto options = std::make_shared<RunsOptions>();
    CLI::App* command = app.add_subcommand("runs", "Past and paused runs of the workspace");
    command->require_subcommand(1);
    const auto add = [&](const char* name, const char* help, int (*act)(const RunsOptions&, const SharedOptions&)) {
        CLI::App* sub = command->add_subcommand(name, help);
        sub->add_flag("--json", options->json, "As JSON");
        sub->callback(
            [options, &shared, &action, act] { action = [options, &shared, act] { return act(*options, shared); }; });
        return sub;
    };
    CLI::App* listing = add("list", "Newest first", list);
    listing->add_option("--status", options->status, "running, paused, completed, failed or cancelled");
    listing->add_option("--limit", options->limit, "How many");
    CLI::App* showing = add("show", "One run: how it stands, what it answered", show);
    showing->add_option("id", options->id, "Id of the run, or its beginning")->required();
    showing->add_flag("--events", options->events, "Its events, one line of JSON each");
    CLI::App* resuming = add("resume", "Go on with a paused, failed, cancelled or killed run", resume);
    resuming->add_option("id", options->id, "Id of the run, or its beginning")->required();
    options->address.addTo(*resuming);
    resuming->add_option("--answer", options->answers, "An answer: value, or QUESTION=value; JSON for forms");
}

}  // namespace heddle::storecli
