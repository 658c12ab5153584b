#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/messages.h"
#include "core/services/runs/run_service.h"
#include "core/services/runs/run_state_service.h"
#include "storecli/runs.h"
#include "storecli/workflow_source.h"

#include <cstdio>

namespace heddle::storecli {
namespace {

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names)
        all += (all.empty() ? "" : ", ") + name;
    return all;
}

/// Values in a line, shortened.
std::string brief(const Json& value) {
    constexpr std::size_t kMost = 100;
    std::string text = compactJson(value);
    if (text.size() <= kMost) return text;
    std::size_t end = kMost;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)  // not in the middle of a character
        --end;
    return text.substr(0, end) + "…";
}

void printTask(const engine::ThreadTask& task) {
    std::printf("  %s %s\n",
                task.isDone              ? "done   "
                : task.questions.empty() ? "to do  "
                                         : "waits  ",
                task.node.c_str());
    if (!task.result.is_null()) std::printf("            wrote %s\n", brief(task.result).c_str());
    if (task.error.is_object()) {
        const std::string words = messageText(task.error.value("code", ""), task.error.value("facts", Json::object()));
        std::printf("            failed: %s\n", words.c_str());
    }
    for (const auto& question : task.questions)
        std::printf("            question %s: %s\n", question.id.c_str(), brief(question.question).c_str());
}

void printSnapshot(const engine::ThreadSnapshot& snapshot) {
    std::printf("checkpoint %s%s\nstep %d (%s), %s\n", snapshot.checkpoint.c_str(),
                snapshot.isHead ? ", the newest" : "", snapshot.step, snapshot.source.c_str(),
                formatTime(snapshot.createdMs).c_str());
    if (!snapshot.parent.empty()) std::printf("after %s\n", snapshot.parent.c_str());
    std::printf("next: %s\n", snapshot.next.empty() ? "nothing" : joined(snapshot.next).c_str());
    for (const auto& task : snapshot.tasks)
        printTask(task);
    std::printf("%s", canonicalJson(snapshot.values).c_str());
}

int reportChanged(const domain::Execution& run, const RunsOptions& options) {
    if (options.json) {
        std::printf("%s", canonicalJson(toJson(run)).c_str());
        return kDone;
    }
    printRun(run, false);
    if (run.status == "paused") std::fprintf(stderr, "Go on with: heddlectl runs resume %s\n", run.id.c_str());
    return kDone;
}

}  // namespace

int showHistory(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, true));
    engine::HistoryQuery query;
    query.before = options.before;
    query.source = options.source;
    query.step = options.step;
    query.limit = options.limit;
    if (!options.metadata.empty()) query.metadata = pairs(options.metadata);
    const auto snapshots = wait(runtime, runtime.runStates().history(options.id, query, options.values));
    for (const auto& snapshot : snapshots) {
        if (options.json) {
            std::printf("%s\n", compactJson(toJson(snapshot)).c_str());
            continue;
        }
        std::printf("%s%c %5d  %-6s  %s  next: %s\n", snapshot.checkpoint.c_str(), snapshot.isHead ? '*' : ' ',
                    snapshot.step, snapshot.source.c_str(), formatTime(snapshot.createdMs).c_str(),
                    snapshot.next.empty() ? "-" : joined(snapshot.next).c_str());
        if (options.values) std::printf("    %s\n", brief(snapshot.values).c_str());
    }
    if (snapshots.empty() && !options.json) std::printf("No checkpoints.\n");
    return kDone;
}

int showState(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, true));
    const auto snapshot = wait(runtime, runtime.runStates().state(options.id, options.at));
    if (options.json) {
        std::printf("%s", canonicalJson(toJson(snapshot)).c_str());
    } else {
        printSnapshot(snapshot);
    }
    return kDone;
}

int showDiff(const RunsOptions& options, const SharedOptions& shared) {
    using Kind = services::StateChange::Kind;
    runtime::Runtime runtime(opening(shared, true));
    const auto changes = wait(runtime, runtime.runStates().diff(options.id, options.at, options.other));
    if (options.json) {
        Json list = Json::array();
        for (const auto& change : changes)
            list.push_back(toJson(change));
        std::printf("%s", canonicalJson(list).c_str());
        return kDone;
    }
    for (const auto& change : changes) {
        if (change.kind == Kind::Added) {
            std::printf("+ %s  %s\n", change.path.c_str(), brief(change.after).c_str());
        } else if (change.kind == Kind::Removed) {
            std::printf("- %s  %s\n", change.path.c_str(), brief(change.before).c_str());
        } else {
            std::printf("~ %s  %s → %s\n", change.path.c_str(), brief(change.before).c_str(),
                        brief(change.after).c_str());
        }
    }
    if (changes.empty()) std::printf("No difference.\n");
    return kDone;
}

int updateRun(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, false));
    engine::StateUpdate update;
    if (!options.fields.empty()) update.values = pairs(options.fields);
    update.asNode = options.asNode;
    return reportChanged(wait(runtime, runtime.runStates().update(options.id, update, options.at)), options);
}

int forkRun(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, false));
    return reportChanged(wait(runtime, runtime.runStates().fork(options.id, options.at, newId())), options);
}

int replayRun(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, false));
    const auto run = wait(runtime, runtime.runStates().rewind(options.id, options.at));
    if (run.status == "completed") return reportChanged(run, options);
    return goOn(runtime, run, options);
}

int reproduceRun(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, true));
    const engine::Reproduction replay = wait(runtime, runtime.runStates().reproduce(options.id));
    if (options.json) {
        Json result{{"identical", !replay.divergence},
                    {"status", engine::runStatusName(replay.status)},
                    {"checkpoints", replay.checkpoints}};
        if (!replay.changedAt.empty()) result["changed_at"] = replay.changedAt;
        if (replay.divergence) result["divergence"] = replay.divergence->toJson();
        std::printf("%s", canonicalJson(result).c_str());
    } else if (replay.divergence) {
        const Json& facts = replay.divergence->facts();
        std::printf("%d checkpoints came out as recorded. Then, after %s (step %d):\n%s\n", replay.checkpoints,
                    facts.value("checkpoint", "").c_str(), facts.value("step", 0),
                    messageText(replay.divergence->code(), facts).c_str());
    } else {
        std::printf("Identical: %d checkpoints came out as recorded.\n", replay.checkpoints);
        if (!replay.changedAt.empty()) {
            std::printf("After %s the run was changed from outside, where a replay ends.\n", replay.changedAt.c_str());
        }
    }
    return replay.divergence ? kFailed : kDone;
}

}  // namespace heddle::storecli
