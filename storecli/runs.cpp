#include "storecli/runs.h"

#include "core/base/clock.h"
#include "core/base/messages.h"
#include "storecli/run_driver.h"
#include "storecli/workflow_source.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <unistd.h>

namespace heddle::storecli {

runtime::Options opening(const SharedOptions& shared, bool readOnly) {
    runtime::Options options;
    options.workspace = shared.folder();
    options.readOnly = readOnly;
    return options;
}

void printRun(const domain::Execution& run, bool json) {
    if (json) {
        std::printf("%s\n", compactJson(toJson(run)).c_str());
        return;
    }
    std::printf("%s  %-9s  %s  %d/%d nodes  %s\n", run.id.c_str(), run.status.c_str(),
                formatTime(run.startedMs).c_str(), run.completedNodes, run.totalNodes,
                run.workflow.value("name", "").c_str());
}

int goOn(runtime::Runtime& runtime, const domain::Execution& run, const RunsOptions& options) {
    Showing showing;
    showing.json = options.json;
    showing.interactive = ::isatty(STDIN_FILENO) != 0;
    if (options.address.use(runtime)) showing.keyVariable = options.address.keyVariable;
    return resumeRun(runtime, run, Json::object(), showing);
}

namespace {

int list(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, true));
    const auto runs = wait(runtime, runtime.runs().list(options.status, options.agent, options.limit));
    for (const auto& run : runs)
        printRun(run, options.json);
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
        std::printf("\nWaits for an answer: %s  %s\n", question.id.c_str(), questionTitle(question).c_str());
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

using Act = int (*)(const RunsOptions&, const SharedOptions&);

/// Adds the subcommands, all with the same options behind them.
class RunsCommands {
public:
    RunsCommands(CLI::App& command, const SharedOptions& shared, Action& action)
        : m_command(command), m_shared(shared), m_action(action) {}

    void addLooking() {
        CLI::App* listing = add("list", "Newest first", list);
        listing->add_option("--status", m_options->status, "running, paused, completed, failed or cancelled");
        listing->add_option("--agent", m_options->agent, "Id of an agent");
        addLimit(listing);
        CLI::App* showing = addForRun("show", "One run: how it stands, what it answered", show);
        showing->add_flag("--events", m_options->events, "Its events, one line of JSON each");
        CLI::App* history = addForRun("history", "Its checkpoints, newest first", showHistory);
        history->add_option("--before", m_options->before, "Only older ones than this checkpoint");
        history->add_option("--source", m_options->source, "input, loop, update or fork");
        history->add_option("--step", m_options->step, "Only this step");
        history->add_option("--meta", m_options->metadata, "Only with this member of their metadata, as name=value");
        history->add_flag("--values", m_options->values, "With the state at each");
        addLimit(history);
        addAt(addForRun("state", "The state, and what is to do", showState));
        CLI::App* diff = addForRun("diff", "What changed between two checkpoints", showDiff);
        diff->add_option("before", m_options->at, "A checkpoint")->required();
        diff->add_option("after", m_options->other, "Another one; the newest when it is left out");
    }

    void addActing() {
        CLI::App* resuming = addForRun("resume", "Go on with a paused, failed, cancelled or killed run", resume);
        m_options->address.addTo(*resuming);
        resuming->add_option("--answer", m_options->answers, "An answer: value, or QUESTION=value; JSON for forms");
        CLI::App* answering = addForRun("answer", "Answer what a run asks, and go on with it", resume);
        m_options->address.addTo(*answering);
        answering->add_option("answers", m_options->answers, "value, or QUESTION=value; JSON for forms")->required();
        CLI::App* updating = addAt(addForRun("update", "Change the state as if a node had done it", updateRun));
        updating->add_option("--as", m_options->asNode,
                             "The node; $input: begin anew, $end: nothing left to do, $copy: a sibling");
        updating->add_option("--set", m_options->fields, "A field, as name=value (JSON or text)");
        addAt(addForRun("fork", "A new run that begins with the state of this one", forkRun));
        CLI::App* replaying = addForRun("replay", "Run again what came after a checkpoint", replayRun);
        replaying->add_option("--at", m_options->at, "The checkpoint, or the beginning of its id")->required();
        m_options->address.addTo(*replaying);
        addForRun("reproduce", "Run a recorded run again by its recording, offline, and compare", reproduceRun);
        addForRun("cancel", "Stop a run, also one of another process, or give a paused one up", cancelRun);
    }

    void addKeeping() {
        CLI::App* exporting = addForRun("export", "Write one run to one SQLite file", exportRun);
        exporting->add_option("file", m_options->file, "A file that is not there yet")->required();
        CLI::App* importing = add("import", "Add an exported run; under a new id when its own is taken", importRun);
        importing->add_option("file", m_options->file, "A file that export wrote")->required();
        CLI::App* pruning = add("prune", "Drop old checkpoints of a run, or of all", pruneRuns);
        pruning->add_option("id", m_options->id, "Id of the run, or its beginning; all when it is left out");
        auto* rules = pruning->add_option_group("what is kept, besides the newest state");
        rules->add_option("--keep", m_options->keep, "So many of the newest")->check(CLI::PositiveNumber);
        rules->add_option("--older-than", m_options->olderThan, "All younger ones: 30d, 12h, 45m");
        rules->require_option(1, 2);
        addForRun("delete", "Delete a run with its events and checkpoints", deleteRun);
        add("verify", "Check the database and every checkpoint in it", verifyRuns);
        add("compact", "Give free space back to the disk", compactRuns)
            ->add_flag("--whole", m_options->whole, "Pack the database anew: slower, smaller");
    }

private:
    CLI::App* add(const char* name, const char* help, Act act) {
        CLI::App* sub = m_command.add_subcommand(name, help);
        sub->add_flag("--json", m_options->json, "As JSON");
        sub->callback([options = m_options, &shared = m_shared, &action = m_action, act] {
            action = [options, &shared, act] { return act(*options, shared); };
        });
        return sub;
    }
    CLI::App* addForRun(const char* name, const char* help, Act act) {
        CLI::App* sub = add(name, help, act);
        sub->add_option("id", m_options->id, "Id of the run, or its beginning")->required();
        return sub;
    }
    CLI::App* addAt(CLI::App* sub) {
        sub->add_option("--at", m_options->at, "A checkpoint, or the beginning of its id; else the newest");
        return sub;
    }
    void addLimit(CLI::App* sub) { sub->add_option("--limit", m_options->limit, "How many"); }

    std::shared_ptr<RunsOptions> m_options = std::make_shared<RunsOptions>();
    CLI::App& m_command;
    const SharedOptions& m_shared;
    Action& m_action;
};

}  // namespace

void addRuns(CLI::App& app, const SharedOptions& shared, Action& action) {
    CLI::App* command = app.add_subcommand("runs", "Runs of the workspace, past and present");
    command->require_subcommand(1);
    RunsCommands commands(*command, shared, action);
    commands.addLooking();
    commands.addActing();
    commands.addKeeping();
}

}  // namespace heddle::storecli
