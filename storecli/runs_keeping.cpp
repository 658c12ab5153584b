#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/services/maintenance_service.h"
#include "core/services/runs/run_service.h"
#include "core/services/runs/run_state_service.h"
#include "storecli/runs.h"

#include <charconv>
#include <cstdio>
#include <thread>

namespace heddle::storecli {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{50};
constexpr std::chrono::seconds kMostWait{15};  // a child process that does not want to go has its time

int say(const RunsOptions& options, const Json& json, const std::string& words) {
    std::printf("%s", options.json ? canonicalJson(json).c_str() : (words + "\n").c_str());
    return kDone;
}

int cancelled(const domain::Execution& run, const RunsOptions& options) {
    return say(options, toJson(run), "The run " + run.id + " is " + run.status + ".");
}

/// The process that holds the workspace sees the request and cancels the run; this one waits until it has.
int cancelElsewhere(const std::string& id, const RunsOptions& options, const SharedOptions& shared) {
    runtime::Options beside = opening(shared, false);
    beside.beside = true;
    runtime::Runtime runtime(beside);
    wait(runtime, runtime.runs().askToCancel(id));
    const auto begun = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - begun < kMostWait) {
        const auto run = wait(runtime, runtime.runs().get(id));
        if (run.status != "running") return cancelled(run, options);
        std::this_thread::sleep_for(kBetweenLooks);
    }
    throw Error(ErrorKind::Timeout, "run.not_cancelled", {{"run", id}});
}

/// "30d", "12h", "45m", "10s" as milliseconds.
std::int64_t durationFrom(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string unit(end, text.data() + text.size());
    const std::int64_t seconds = unit == "d" ? 86'400 : unit == "h" ? 3'600 : unit == "m" ? 60 : unit == "s" ? 1 : 0;
    if (failure != std::errc() || seconds == 0 || number < 0 || number > 1'000'000) {
        throw Error(ErrorKind::InvalidArgument, "cli.duration", {{"text", text}});
    }
    return number * seconds * 1000;
}

std::string bytesText(std::int64_t bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f MB", static_cast<double>(bytes) / 1e6);
    return text;
}

}  // namespace

int cancelRun(const RunsOptions& options, const SharedOptions& shared) {
    domain::Execution run;
    {
        runtime::Runtime looking(opening(shared, true));
        run = wait(looking, looking.runs().get(options.id));
    }
    try {
        runtime::Runtime runtime(opening(shared, false));
        return cancelled(wait(runtime, runtime.runs().giveUp(run.id)), options);
    } catch (const Error& e) {
        if (e.code() != "storage.locked_by" || run.status != "running") throw;
    }
    return cancelElsewhere(run.id, options, shared);
}

int exportRun(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, true));
    wait(runtime, runtime.runStates().exportRun(options.id, options.file));
    const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(options.file));
    return say(options, {{"file", options.file.string()}, {"bytes", bytes}},
               "Wrote " + options.file.string() + " (" + bytesText(bytes) + ").");
}

int importRun(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, false));
    const auto run = wait(runtime, runtime.runStates().importRun(options.file));
    if (options.json) return say(options, toJson(run), {});
    printRun(run, false);
    return kDone;
}

int pruneRuns(const RunsOptions& options, const SharedOptions& shared) {
    engine::Retention retention;
    retention.newest = options.keep;
    if (!options.olderThan.empty()) retention.sinceMs = SystemClock().nowMs() - durationFrom(options.olderThan);
    runtime::Runtime runtime(opening(shared, false));
    std::int64_t count = 1;
    if (options.id.empty()) {
        count = wait(runtime, runtime.maintenance().prune(retention));
    } else {
        wait(runtime, runtime.runStates().prune(options.id, retention));
    }
    return say(options, {{"runs", count}},
               "Pruned the checkpoints of " + std::to_string(count) + (count == 1 ? " run" : " runs") +
                   ". Give the space back to the disk with: heddlectl runs compact");
}

int deleteRun(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, false));
    const auto run = wait(runtime, runtime.runs().get(options.id));
    wait(runtime, runtime.runStates().remove(run.id));
    return say(options, {{"deleted", run.id}}, "Deleted the run " + run.id + ".");
}

int verifyRuns(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, true));
    const auto report = wait(runtime, runtime.maintenance().verify());
    Json problems = Json::array();
    std::string words;
    for (const auto& problem : report.problems) {
        problems.push_back({{"code", problem.code}, {"facts", problem.facts}});
        words += messageText(problem.code, problem.facts) + "\n";
    }
    words += std::to_string(report.runs) + " runs, " + std::to_string(report.threads) + " threads, " +
             std::to_string(report.checkpoints) + " checkpoints: " +
             (report.problems.empty() ? "all is well." : std::to_string(report.problems.size()) + " problems.");
    say(options,
        {{"runs", report.runs},
         {"threads", report.threads},
         {"checkpoints", report.checkpoints},
         {"problems", std::move(problems)}},
        words);
    return report.problems.empty() ? kDone : kFailed;
}

int compactRuns(const RunsOptions& options, const SharedOptions& shared) {
    runtime::Runtime runtime(opening(shared, false));
    const auto report = wait(runtime, runtime.maintenance().compact(options.whole));
    return say(options, {{"bytes_before", report.bytesBefore}, {"bytes_after", report.bytesAfter}},
               bytesText(report.bytesBefore) + " before, " + bytesText(report.bytesAfter) + " now.");
}

}  // namespace heddle::storecli
