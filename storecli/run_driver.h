#pragma once
#include "core/services/runs/run_service.h"
#include "storecli/command.h"
#include "storecli/terminal.h"

#include <string>

namespace heddle::storecli {

/// What a question asks, in one line: its title, or words for its kind.
std::string questionTitle(const services::OpenQuestion& question);

struct Showing {
    bool json = false;
    bool quiet = false;
    bool interactive = false;  ///< ask the person at the terminal when the run does
    bool saved = true;         ///< the run can go on later
    std::string keyVariable;   ///< where the key of --base-url comes from
};

/// Starts a run, or goes on with one, and shows it until it ends; Ctrl-C cancels it cleanly. Gives the exit code.
int startRun(runtime::Runtime& runtime, services::RunRequest request, const Showing& showing);
int resumeRun(runtime::Runtime& runtime, const domain::Execution& execution, Json answers, const Showing& showing);

}  // namespace heddle::storecli
