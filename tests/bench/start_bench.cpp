#include "tests/bench/bench.h"
#include "tests/bench/child.h"
#include "tests/bench/file_cache.h"
#include "tests/bench/scratch.h"

#include <algorithm>
#include <thread>
#include <unistd.h>

// In the program without Qt: a process that has mapped Qt's libraries keeps them in memory, and no start would be cold.
namespace heddle::bench {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

const std::string kProgram = HEDDLE_BIN_DIR "/heddle";
constexpr milliseconds kLimit{60000};
constexpr int kColdStarts = 5;

/// Milliseconds from the start of the process, as app/start/start_trace.h tells them.
struct Start {
    double painted = 0;
    double workspace = 0;
    double chat = 0;
};

Child::Environment surroundings() {
    Child::Environment more{{"HEDDLE_TRACE_START", "1"}};
    if (geteuid() == 0) more["QTWEBENGINE_DISABLE_SANDBOX"] = "1";
    return more;
}

/// One start on a fresh workspace. `whenReady` sees the process while its chat is open.
Start start(const std::function<void(pid_t)>& whenReady = {}) {
    const Scratch scratch;
    Child child({kProgram, "--workspace", scratch.path("workspace")}, surroundings());
    Start times;
    times.painted = child.waitForLine(" painted", kLimit) / 1000;
    times.workspace = child.waitForLine(" workspace open", kLimit) / 1000;
    times.chat = child.waitForLine(" chat ready", kLimit) / 1000;
    if (whenReady) whenReady(child.pid());
    return times;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Start medianOf(const std::vector<Start>& starts) {
    std::vector<double> painted;
    std::vector<double> workspace;
    std::vector<double> chat;
    for (const auto& one : starts) {
        painted.push_back(one.painted);
        workspace.push_back(one.workspace);
        chat.push_back(one.chat);
    }
    return {median(painted), median(workspace), median(chat)};
}

/// The window with its workspace open and no chat ever: from a folder where the chat's plug-in is not.
double residentWithoutChat() {
    const Scratch scratch;
    fs::copy_file(kProgram, scratch.path("heddle"));
    Child child({scratch.path("heddle"), "--workspace", scratch.path("workspace")}, surroundings());
    child.waitForLine(" workspace open", kLimit);
    // Templates, node types and lists are filled in right after.
    std::this_thread::sleep_for(milliseconds(700));
    return residentMbOf(child.pid());
}

void startGroup(Report& report) {
    if (!fs::exists(kProgram)) return report.note("the desktop is not built here");
    std::vector<std::string> files;
    start([&](pid_t pid) { files = mappedFiles(pid); });

    std::vector<Start> warm;
    for (int i = 0; i < kColdStarts; ++i)
        warm.push_back(start());
    const Start usual = medianOf(warm);
    report.add({"start to first painted, usable window, warm", "ms", usual.painted, 300, true, {}, {}});
    report.add({"start to workspace open (templates, agents), warm", "ms", usual.workspace, {}, true, {}, {}});
    report.add({"start to usable chat, warm", "ms", usual.chat, 700, true, {}, {}});

    for (const char* folder : {"/usr/share/fonts", "/var/cache/fontconfig", "/etc/fonts"}) {
        const auto more = filesBelow(folder);
        files.insert(files.end(), more.begin(), more.end());
    }
    std::vector<Start> cold;
    double kept = 0;
    for (int i = 0; i < kColdStarts; ++i) {
        kept = std::max(kept, dropFromCache(files));
        cold.push_back(start());
    }
    const Start first = medianOf(cold);
    report.add({"start to first painted, usable window, cold files", "ms", first.painted, 500, true, {}, {}});
    report.add({"start to usable chat, cold files", "ms", first.chat, 700, true, {}, {}});
    report.note("cold: " + std::to_string(100 - static_cast<int>(kept * 100)) + " % of the files' pages were dropped");
    report.add({"resident before the chat is opened", "MB", medianOf5(residentWithoutChat), 120, true, {}, {}});
}

}  // namespace

HEDDLE_BENCH("start", startGroup);

}  // namespace heddle::bench
