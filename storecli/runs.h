#pragma once
#include "core/services/runs/run_state_service.h"
#include "storecli/address.h"
#include "storecli/command.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace heddle::storecli {

/// What the subcommands of `heddlectl runs` are given.
struct RunsOptions {
    std::string id;
    std::string status;
    std::string agent;
    std::vector<std::string> answers;
    Address address;
    int limit = 20;
    bool json = false;
    bool events = false;

    std::string at;                     ///< a checkpoint
    std::string other;                  ///< diff: the second one
    std::string source;                 ///< history
    std::optional<int> step;            ///< history
    std::string before;                 ///< history
    std::vector<std::string> metadata;  ///< history
    bool values = false;                ///< history
    std::string asNode;                 ///< update
    std::vector<std::string> fields;    ///< update
    std::filesystem::path file;         ///< export, import
    int keep = 0;                       ///< prune
    std::string olderThan;              ///< prune
    bool whole = false;                 ///< compact
};

runtime::Options opening(const SharedOptions& shared, bool readOnly);
/// A run in a line, or as JSON.
void printRun(const domain::Execution& run, bool json);
/// Goes on with a run at the terminal.
int goOn(runtime::Runtime& runtime, const domain::Execution& run, const RunsOptions& options);

// runs_states.cpp
int showHistory(const RunsOptions& options, const SharedOptions& shared);
int showState(const RunsOptions& options, const SharedOptions& shared);
int showDiff(const RunsOptions& options, const SharedOptions& shared);
int updateRun(const RunsOptions& options, const SharedOptions& shared);
int forkRun(const RunsOptions& options, const SharedOptions& shared);
int replayRun(const RunsOptions& options, const SharedOptions& shared);
int reproduceRun(const RunsOptions& options, const SharedOptions& shared);

// runs_keeping.cpp
int cancelRun(const RunsOptions& options, const SharedOptions& shared);
int exportRun(const RunsOptions& options, const SharedOptions& shared);
int importRun(const RunsOptions& options, const SharedOptions& shared);
int pruneRuns(const RunsOptions& options, const SharedOptions& shared);
int deleteRun(const RunsOptions& options, const SharedOptions& shared);
int verifyRuns(const RunsOptions& options, const SharedOptions& shared);
int compactRuns(const RunsOptions& options, const SharedOptions& shared);

}  // namespace heddle::storecli
