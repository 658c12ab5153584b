#include "tests/support/scripted_nodes.h"

#include "core/base/error.h"
#include "core/expr/program.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::tests {

namespace asio = boost::asio;
using engine::NodeContext;
using engine::NodeResult;

namespace {

Json evaluate(const Json& text, const engine::StateView& view) {
    return text.is_string() ? expr::compile(text.get<std::string>()).evaluate(view) : text;
}

engine::SharedJson shared(Json value) { return std::make_shared<const Json>(std::move(value)); }

ErrorKind kindNamed(const std::string& name) {
    for (int i = 0; i <= static_cast<int>(ErrorKind::Internal); ++i) {
        if (errorKindName(static_cast<ErrorKind>(i)) == name) return static_cast<ErrorKind>(i);
    }
    return ErrorKind::Internal;
}

}  // namespace

class ScriptedNodes::Runner final : public engine::NodeRunner {
public:
    Runner(const ScriptedNodes& owner, const domain::Node& node, Json operations)
        : m_owner(owner), m_id(node.id), m_graph(node.config.value("graph", "")), m_operations(std::move(operations)) {}

    std::string graph() const override { return m_graph; }
    std::string service() const override { return "service"; }

    asio::awaitable<NodeResult> run(NodeContext& context) const override {
        int call = 0;
        int turns = 0;
        {
            const std::lock_guard lock(m_owner.m_mutex);
            call = ++m_owner.m_calls[m_id];
            if (m_owner.m_random) turns = static_cast<int>((*m_owner.m_random)() % 4);
        }
        const AtOnce counted(m_owner);
        if (m_owner.onCall) m_owner.onCall(m_id);
        if (m_owner.onContext) m_owner.onContext(context);
        co_await takeTurns(turns);
        NodeResult result;
        engine::StateView view = context.view();
        view.bind("call", shared(call));
        for (const Json& operation : m_operations) {
            if (operation.contains("yield")) co_await takeTurns(operation["yield"].get<int>());
            if (operation.contains("deaf")) co_await sleepDeaf(operation["deaf"].get<int>());
            if (operation.contains("hang")) co_await hang();
            if (operation.contains("effect")) co_await askWorld(operation, context, view);
            if (operation.contains("batch")) co_await askBatch(operation, context, view);
            if (operation.contains("call") && co_await callGraph(operation, context, view, result)) co_return result;
            apply(operation, call, context, view, result);
        }
        co_return result;
    }

private:
    struct AtOnce {
        explicit AtOnce(const ScriptedNodes& owner) : nodes(owner) {
            const int now = ++nodes.m_atOnce;
            int most = nodes.m_mostAtOnce.load();
            while (most < now && !nodes.m_mostAtOnce.compare_exchange_weak(most, now)) {
            }
        }
        ~AtOnce() { --nodes.m_atOnce; }
        const ScriptedNodes& nodes;
    };

    static asio::awaitable<void> takeTurns(int turns) {
        for (int i = 0; i < turns; ++i)
            co_await asio::post(asio::use_awaitable);
    }
    static asio::awaitable<void> hang() {
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::hours(1));
        co_await timer.async_wait(asio::use_awaitable);
    }
    static asio::awaitable<void> sleepDeaf(int ms) {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(ms));
        co_await timer.async_wait(asio::use_awaitable);
    }

    /// True: the sub-graph has said what is to be done.
    static asio::awaitable<bool> callGraph(const Json& operation, NodeContext& context, const engine::StateView& view,
                                           NodeResult& result) {
        engine::GraphCall call;
        for (const auto& [field, value] : operation["call"].items())
            call.input[field] = evaluate(value, view);
        const std::string memory = operation.value("memory", "fresh");
        if (memory == "kept") call.memory = engine::Memory::Kept;
        if (memory == "none") call.memory = engine::Memory::None;
        engine::GraphAnswer answer = co_await context.callGraph(std::move(call));
        if (answer.command) {
            result = std::move(*answer.command);
            co_return true;
        }
        const Json out = operation.value("out", Json::object());
        for (const auto& [field, value] : out.items())
            result.updates.emplace_back(field, evaluate(value, answer.state));
        co_return false;
    }

    static engine::EffectKind kindOf(const std::string& name) {
        int kind = 0;
        while (engine::effectKindName(static_cast<engine::EffectKind>(kind)) != name)
            ++kind;
        return static_cast<engine::EffectKind>(kind);
    }

    /// {"batch": [{"turns": N, "hang": true, "error": "code"}, …], "at_once": N, "as": name}: tools that answer with
    /// their number among all calls of the world, after N turns.
    asio::awaitable<void> askBatch(const Json& operation, NodeContext& context, engine::StateView& view) const {
        std::vector<engine::Effect> batch;
        for (const Json& one : operation["batch"]) {
            engine::Effect effect;
            effect.request = one;
            effect.perform = [this, &one](const engine::PieceSink&) -> asio::awaitable<Json> {
                const AtOnce counted(m_owner);
                co_await takeTurns(one.value("turns", 0));
                if (one.value("hang", false)) co_await hang();
                const std::lock_guard lock(m_owner.m_mutex);
                const int world = ++m_owner.m_worldCalls[m_id];
                if (one.contains("error")) throw Error(ErrorKind::Internal, one["error"].get<std::string>());
                co_return Json(world);
            };
            batch.push_back(std::move(effect));
        }
        const auto given = co_await context.effects(std::move(batch), operation.value("at_once", 0));
        Json answers = Json::array();
        for (const auto& one : given)
            answers.push_back(one.error ? Json(one.error->code()) : one.answer);
        view.bind(operation["as"].get<std::string>(), shared(std::move(answers)));
    }

    asio::awaitable<void> askWorld(const Json& operation, NodeContext& context, engine::StateView& view) const {
        engine::Effect effect;
        effect.kind = kindOf(operation["effect"].get<std::string>());
        effect.request = evaluate(operation.value("request", Json()), view);
        effect.perform = [&](const engine::PieceSink& piece) -> asio::awaitable<Json> {
            int world = 0;
            {
                const std::lock_guard lock(m_owner.m_mutex);
                world = ++m_owner.m_worldCalls[m_id];
            }
            for (const Json& one : operation.value("pieces", Json::array()))
                piece(one);
            if (operation.contains("error") && world <= operation.value("calls", 1'000'000)) {
                throw Error(kindNamed(operation.value("kind", "internal")), operation["error"].get<std::string>());
            }
            engine::StateView asked = view;
            asked.bind("world", shared(world));
            co_return evaluate(operation.value("answer", Json()), asked);
        };
        effect.onPiece = [&context](const Json& piece) { context.emitToken(piece.get<std::string>()); };
        Json answer = co_await context.effect(std::move(effect));
        if (operation.contains("as")) view.bind(operation["as"].get<std::string>(), shared(std::move(answer)));
    }

    static void draw(const Json& operation, NodeContext& context, engine::StateView& view) {
        const std::string what = operation["draw"].get<std::string>();
        Json drawn;
        if (what == "clock") drawn = context.nowMs();
        if (what == "random") drawn = context.random();
        if (what == "id") drawn = context.newId();
        view.bind(operation["as"].get<std::string>(), shared(std::move(drawn)));
    }

    static void apply(const Json& operation, int call, NodeContext& context, engine::StateView& view,
                      NodeResult& result) {
        if (operation.contains("token")) context.emitToken(operation["token"].get<std::string>());
        if (operation.contains("draw")) draw(operation, context, view);
        if (operation.contains("progress")) context.emitProgress(operation["progress"]);
        if (operation.contains("sleep")) {
            engine::Deadline deadline;
            deadline.afterMs = operation["sleep"].get<std::int64_t>();
            context.sleep("sleeps", deadline);
        }
        result.toParent = operation.value("to_parent", result.toParent);
        if (operation.contains("ask")) ask(operation, context, view);
        if (operation.contains("fail")) fail(operation, call, view);
        const Json updates = operation.value("update", Json::object());
        for (const auto& [field, value] : updates.items()) {
            result.updates.emplace_back(field, evaluate(value, view));
        }
        for (const Json& node : operation.value("goto", Json::array()))
            result.goTo.push_back(node.get<std::string>());
        if (operation.contains("send")) {
            const Json items = evaluate(operation["each"], view);
            for (const Json& item : items)
                result.sends.push_back(
                    {operation["send"].get<std::string>(), item, operation.value("timeout", std::int64_t{0})});
        }
    }

    static Json answerOf(const Json& operation, NodeContext& context) {
        if (!operation.contains("limit")) return context.interrupt(operation["ask"]);
        engine::Deadline deadline;
        deadline.afterMs = operation["limit"].get<std::int64_t>();
        deadline.answer = operation.value("then", Json());
        return context.interrupt(operation["ask"], deadline);
    }

    static void ask(const Json& operation, NodeContext& context, engine::StateView& view) {
        for (int i = 0; i < 10; ++i) {
            engine::StateView asked = view;
            const engine::SharedJson answer = shared(answerOf(operation, context));
            asked.bind("reply", answer);
            if (operation.contains("valid") && evaluate(operation["valid"], asked) != true) continue;
            view.bind("reply", answer);
            return;
        }
    }

    static void fail(const Json& operation, int call, const engine::StateView& view) {
        if (call > operation.value("calls", 1'000'000)) return;
        if (operation.contains("if") && evaluate(operation["if"], view) != true) return;
        throw Error(kindNamed(operation.value("kind", "internal")), operation["fail"].get<std::string>());
    }

    const ScriptedNodes& m_owner;
    std::string m_id;
    std::string m_graph;
    Json m_operations;
};

std::unique_ptr<engine::NodeRunner> ScriptedNodes::make(const domain::Node& node) const {
    if (node.type != "script") {
        throw Error(ErrorKind::InvalidArgument, "plan.unknown_node_type", {{"type", node.type}});
    }
    return std::make_unique<Runner>(*this, node, m_script.value(node.id, Json::array()));
}

void ScriptedNodes::shuffle(unsigned seed) {
    const std::lock_guard lock(m_mutex);
    m_random.emplace(seed);
}

std::map<std::string, int> ScriptedNodes::calls() const {
    const std::lock_guard lock(m_mutex);
    return m_calls;
}

std::map<std::string, int> ScriptedNodes::worldCalls() const {
    const std::lock_guard lock(m_mutex);
    return m_worldCalls;
}

void ScriptedNodes::forgetCalls() {
    const std::lock_guard lock(m_mutex);
    m_calls.clear();
    m_worldCalls.clear();
    m_mostAtOnce.store(0);
}

}  // namespace heddle::tests
