#pragma once

namespace heddle::app {

/// Prints "start: <milliseconds since the process began> <point>" to stderr when HEDDLE_TRACE_START is set. The
/// process's beginning is known to 10 ms.
void traceStart(const char* point);

}  // namespace heddle::app
