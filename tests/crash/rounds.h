#pragma once
#include <QtGlobal>

namespace heddle::tests {

/// How many kills a crash test goes for: HEDDLE_CRASH_ROUNDS, or 500.
inline int crashRounds() {
    bool isSet = false;
    const int rounds = qEnvironmentVariableIntValue("HEDDLE_CRASH_ROUNDS", &isSet);
    return isSet && rounds > 0 ? rounds : 500;
}

}  // namespace heddle::tests
