#include "tests/bench/bench.h"
#include "tests/bench/child.h"

#include <chrono>
#include <filesystem>

namespace heddle::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTouched = HEDDLE_SOURCE_DIR "/app/window/title_bar.cpp";

/// What a change in one source file of the desktop costs until the program can be started again. The compiler cache is
/// off: it would answer for a file whose content is as before.
void rebuildGroup(Report& report) {
    const fs::path build = fs::path(HEDDLE_BIN_DIR).parent_path();
    if (!fs::exists(build / "bin" / "heddle")) return report.note("the desktop is not built here");
    const auto rebuild = [&] {
        fs::last_write_time(kTouched, fs::file_time_type::clock::now());
        Child make({HEDDLE_CMAKE, "--build", build.string(), "--target", "heddle"}, {{"CCACHE_DISABLE", "1"}});
        return make.waitForExit() / 1e6;
    };
    report.add(
        {"rebuild and relink heddle after touching one source of app", "s", medianOf5(rebuild), {}, true, {}, {}});
}

}  // namespace

HEDDLE_BENCH("rebuild", rebuildGroup);

}  // namespace heddle::bench
