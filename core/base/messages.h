#pragma once
#include "core/base/json.h"

#include <string>
#include <string_view>
#include <utility>

/// Marks a text for the desktop's translators (lupdate reads this macro as QT_TRANSLATE_NOOP).
#define HEDDLE_MESSAGE(context, text) text

namespace heddle {

/// A code and its sentence, which names the place and says what to do. The tables are in core/base/messages, one for
/// each room; messages.cpp alone includes them.
using MessageEntry = std::pair<std::string_view, std::string_view>;

/// The English sentence for a code, with `{fact}` places; empty when there is none. These tables are the only place
/// where core's errors and problems get words: heddlectl and REST print them, the desktop translates them (context
/// "Messages").
std::string_view messageTemplate(std::string_view code);

/// Fills the `{fact}` places of `text` from `facts`. A missing fact leaves "?".
std::string fillMessage(std::string_view text, const Json& facts);

/// The full English sentence for a code and its facts; the code itself when the table does not know it.
std::string messageText(std::string_view code, const Json& facts);

}  // namespace heddle
