#include "core/expr/program.h"
#include "core/expr/text_template.h"
#include "tests/bench/bench.h"

namespace heddle::bench {
namespace {

constexpr int kTimes = 100'000;

/// Median CPU microseconds of one call.
double cpuUsOfOne(const std::function<void()>& call, int times = kTimes) {
    return cpuUsOf5([&] {
               for (int i = 0; i < times; ++i)
                   call();
           }) /
           times;
}

Json state() {
    Json made{{"question", "How tall is the tower?"}, {"category", "facts"}, {"n", 7}, {"score", 0.8}, {"done", false}};
    for (int i = 0; i < 100; ++i)
        made["items"].push_back(i);
    return {{"state", std::move(made)}};
}

void exprGroup(Report& report) {
    const Json variables = state();
    const expr::JsonBindings bindings(variables);
    const auto condition = [&](const char* name, const char* source, std::optional<double> bar) {
        const expr::Program program = expr::compile(source);
        report.add({name, "µs", cpuUsOfOne([&] { program.test(bindings); }), bar});
    };
    condition("compiled: state.n < 10", "state.n < 10", 0.5);
    condition("compiled: state.category == 'facts' && state.score >= 0.5",
              "state.category == 'facts' && state.score >= 0.5", 0.5);
    condition("compiled: has(state.answer) ? … : !state.done", "has(state.answer) ? state.answer != '' : !state.done",
              0.5);
    condition("compiled: state.question.contains('tower')", "state.question.contains('tower')", 0.5);

    const expr::Program walk = expr::compile("state.items.all(x, x < 1000)");
    report.add({"all() over 100 numbers, each", "µs", cpuUsOfOne([&] { walk.test(bindings); }, 1000) / 100});
    const expr::Program picked = expr::compile("state.items.filter(x, x % 2 == 0).map(x, x * 2)");
    report.add({"filter() and map() over 100 numbers, each", "µs",
                cpuUsOfOne([&] { picked.evaluate(bindings); }, 1000) / 100});
    report.add({"compile a condition", "µs",
                cpuUsOfOne([] { expr::compile("state.category == 'facts' && state.score >= 0.5"); }, 10'000)});
    const expr::TextTemplate text =
        expr::parseTemplate("You asked: {{ state.question }} ({{ state.category }}, {{ state.n }})");
    report.add({"text with three places", "µs", cpuUsOfOne([&] { text.render(bindings); })});
}

}  // namespace

HEDDLE_BENCH("expr", exprGroup);

}  // namespace heddle::bench
