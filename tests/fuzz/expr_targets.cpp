#include "core/base/error.h"
#include "core/expr/check.h"
#include "core/expr/program.h"
#include "core/expr/text_template.h"
#include "tests/fuzz/target.h"

#include <optional>

namespace heddle::fuzz {
namespace {

constexpr std::uint64_t kLittle = 2'000;
constexpr std::uint64_t kMore = 20'000;

const Json& variables() {
    static const Json all = Json::parse(R"({
      "state": {"question": "How tall is it?", "n": 7, "ratio": 0.25, "big": 18446744073709551615, "done": false,
                "none": null, "items": [3, 1, 2], "log": ["a", "b", "\u00e9\u4e2d\ud83d\ude00"],
                "people": [{"name": "Ann", "age": 41}, {"name": "Bo", "age": 7}],
                "nested": {"a": {"b": {"c": [1, [2, [3]]]}}}},
      "item": "part", "index": 2, "when": "2024-02-29T23:59:59.5Z", "span": "90s"})");
    return all;
}

const expr::VariableSchemas& schemas() {
    static const expr::VariableSchemas all{
        {"state", Json::parse(R"({"type": "object", "properties": {"question": {"type": "string"},
            "n": {"type": "integer"}, "items": {"type": "array", "items": {"type": "integer"}}}})")},
        {"item", true},
        {"index", Json{{"type", "integer"}}},
        {"when", Json{{"type", "string"}}},
        {"span", Json{{"type", "string"}}}};
    return all;
}

/// Nothing when the evaluation ended with one of the door's errors.
template <typename Evaluate>
auto valueOf(Evaluate evaluate, std::uint64_t cost) -> std::optional<decltype(evaluate(cost))> {
    try {
        return evaluate(cost);
    } catch (const Error&) {
        return std::nullopt;
    }
}

/// What has a value within a cost has the same one within a higher cost.
template <typename Evaluate>
void requireSteady(Evaluate evaluate) {
    const auto first = valueOf(evaluate, kLittle);
    const auto second = valueOf(evaluate, kMore);
    if (first) require(second == first, "two evaluations differ");
}

void runExpr(std::string_view bytes) {
    const auto program = [&]() -> std::optional<expr::Program> {
        try {
            return expr::compile(bytes);
        } catch (const Error&) {
            return std::nullopt;
        }
    }();
    if (!program) return;
    const expr::JsonBindings bindings(variables());
    requireSteady([&](std::uint64_t cost) {
        return program->evaluate(bindings, cost).dump(-1, ' ', true, Json::error_handler_t::replace);
    });
    expr::check(*program, schemas());
    expr::checkCondition(*program, schemas());
    program->variables();
    program->paths();
}

void runTextTemplate(std::string_view bytes) {
    const auto text = [&]() -> std::optional<expr::TextTemplate> {
        try {
            return expr::parseTemplate(bytes);
        } catch (const Error&) {
            return std::nullopt;
        }
    }();
    if (!text) return;
    const expr::JsonBindings bindings(variables());
    requireSteady([&](std::uint64_t cost) { return text->render(bindings, cost); });
    for (const auto& place : text->places()) {
        require(place.offset + place.length <= bytes.size(), "a place is outside of its text");
        expr::check(place.program, schemas());
    }
    text->variables();
}

}  // namespace

const Target kExpr{"expr", runExpr, nullptr, 40'000};
const Target kTextTemplate{"text_template", runTextTemplate, nullptr, 30'000};

}  // namespace heddle::fuzz
