#pragma once
#include "core/base/error.h"

#include <string>

namespace heddle::tests {

/// The code of the Error that `call` throws; "nothing" when it throws none.
template <typename Call>
std::string codeOf(Call&& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.code();
    }
    return "nothing";
}

/// A fact of the Error that `call` throws, as text.
template <typename Call>
std::string factOf(Call&& call, const char* fact) {
    try {
        call();
    } catch (const Error& error) {
        return error.facts().value(fact, "");
    }
    return "nothing";
}

}  // namespace heddle::tests
