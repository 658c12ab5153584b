#include "app/start/start_trace.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

namespace heddle::app {
namespace {

/// Seconds since boot at which this process began (proc(5): field 22 of stat, in clock ticks).
double processBegin() {
    std::ifstream file("/proc/self/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto name = text.rfind(')');
    if (name == std::string::npos) return 0;
    std::istringstream fields(text.substr(name + 2));
    std::string field;
    for (int i = 3; i <= 22; ++i)
        fields >> field;
    return std::atof(field.c_str()) / double(sysconf(_SC_CLK_TCK));
}

}  // namespace

void traceStart(const char* point) {
    static const bool wanted = std::getenv("HEDDLE_TRACE_START") != nullptr;
    if (!wanted) return;
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    const double seconds = double(now.tv_sec) + double(now.tv_nsec) / 1e9 - processBegin();
    std::fprintf(stderr, "start: %.0f %s\n", seconds * 1000.0, point);
}

}  // namespace heddle::app
