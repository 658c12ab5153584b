#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/tools/calculator.h"
#include "core/tools/tool_makers.h"

#include <charconv>
#include <cmath>

namespace heddle::tools {
namespace {

/// The shortest text that is this number: "4", "0.1", "1e+100".
std::string numberText(double value) {
    char digits[64];
    const bool isWhole = std::floor(value) == value && std::fabs(value) < 1e15;
    const auto form = isWhole ? std::chars_format::fixed : std::chars_format::general;
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value, form);
    return error == std::errc() ? std::string(digits, end) : std::string();
}

}  // namespace

ToolPtr makeCalculatorTool() {
    ToolCard card;
    card.name = "calculator";
    card.title = HEDDLE_MESSAGE("Tools", "Calculator");
    card.description =
        "Calculates an arithmetic expression exactly: + - * / % ^, brackets, pi, e, sqrt, ln, log10, sin, cos, round, "
        "min, max and more. Example: (19.99 * 3 + 4) / 2";
    card.inputSchema =
        objectSchema({{"expression", {{"type", "string"}, {"description", "The expression, without words or units."}}}},
                     {"expression"});
    card.isReadOnly = true;
    card.needsConsent = false;
    return std::make_shared<PlainTool>(std::move(card), [](ToolInput input) -> boost::asio::awaitable<ToolAnswer> {
        ToolAnswer answer;
        try {
            const double value = calculate(input.arguments.at("expression").get_ref<const std::string&>());
            answer.text = numberText(value);
            answer.data = {{"value", value}};
        } catch (const Error& error) {
            answer = ToolAnswer::failure(messageText(error.code(), error.facts()));
        }
        co_return answer;
    });
}

}  // namespace heddle::tools
