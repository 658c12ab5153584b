#pragma once
#include "core/base/error.h"

#include <string>

namespace heddle::tests {

/// The code of the Error that `work` throws; empty when it throws none.
template <class Work>
std::string refusal(Work work) {
    try {
        work();
    } catch (const Error& error) {
        return error.code();
    }
    return {};
}

}  // namespace heddle::tests
