#include "core/engine/loop/router.h"

#include <algorithm>

namespace heddle::engine {
namespace {

/// The routing of one task.
class Router {
public:
    Router(const Plan& plan, NodeIndex node, const StateView& after, Frontier& next)
        : m_plan(plan), m_index(node), m_node(plan.nodes()[node]), m_after(after), m_next(next) {}

    void followError(const SharedJson& error) {
        for (const NodeIndex to : m_node.onError) {
            if (to != kNoNode) m_next.packets.push_back(Packet{to, nullptr, nullptr, error});
        }
    }

    void followCommand(const NodeResult& result) {
        for (const std::string& name : result.goTo)
            m_next.addNode(m_plan, target(name));
        for (const Send& send : result.sends) {
            const NodeIndex to = target(send.node);
            if (to == kNoNode) fail("engine.unknown_target", {{"target", send.node}});
            Packet packet{to, std::make_shared<const Json>(send.arg), nullptr, nullptr};
            packet.timeoutMs = send.timeoutMs;
            m_next.packets.push_back(std::move(packet));
        }
    }

    void followEdges() {
        for (const NodeIndex to : m_node.next)
            m_next.addNode(m_plan, to);
        for (const std::uint32_t barrier : m_node.barriers)
            reach(barrier);
        for (const std::uint32_t place : m_node.routes)
            choose(m_plan.routes()[place]);
        for (const std::uint32_t place : m_node.fanOuts)
            fanOut(m_plan.fanOuts()[place]);
    }

private:
    [[noreturn]] void fail(std::string code, Json facts) const {
        facts["node"] = m_node.id;
        throw Error(ErrorKind::InvalidArgument, std::move(code), std::move(facts));
    }

    NodeIndex target(std::string_view name) const {
        if (name == domain::kEnd) return kNoNode;
        const NodeIndex found = m_plan.find(name);
        if (found == kNoNode) fail("engine.unknown_target", {{"target", name}});
        return found;
    }

    void reach(std::uint32_t place) {
        const Barrier& barrier = m_plan.barriers()[place];
        std::vector<NodeIndex>& seen = m_next.barriers[place];
        const auto at = std::lower_bound(seen.begin(), seen.end(), m_index);
        if (at == seen.end() || *at != m_index) seen.insert(at, m_index);
        if (seen.size() < barrier.from.size()) return;
        m_next.barriers.erase(place);
        m_next.addNode(m_plan, barrier.to);
    }

    Json evaluate(const expr::Program& program, const std::string& edge) const {
        try {
            return program.evaluate(m_after);
        } catch (const Error& e) {
            throw e.with("edge", edge).with("node", m_node.id);
        }
    }

    void choose(const Route& route) {
        const Json value = evaluate(route.condition, route.edge);
        if (!value.is_array()) return chooseOne(route, value);
        for (const Json& one : value)
            chooseOne(route, one);
    }

    void chooseOne(const Route& route, const Json& value) {
        const std::string text = value.is_string() ? value.get<std::string>() : compactJson(value);
        const auto found = route.targets.find(text);
        if (found != route.targets.end()) return m_next.addNode(m_plan, found->second);
        if (route.targets.empty() && (text == domain::kEnd || m_plan.find(text) != kNoNode)) {
            return m_next.addNode(m_plan, target(text));
        }
        if (!route.otherwise) fail("engine.no_route", {{"edge", route.edge}, {"value", value}});
        m_next.addNode(m_plan, *route.otherwise);
    }

    void fanOut(const FanOut& edge) {
        Json items = evaluate(edge.items, edge.edge);
        if (!items.is_array()) fail("engine.not_a_list", {{"edge", edge.edge}, {"got", items.type_name()}});
        if (items.empty() && edge.otherwise) m_next.addNode(m_plan, *edge.otherwise);
        for (std::size_t i = 0; i < items.size(); ++i) {
            m_next.packets.push_back(Packet{edge.to, std::make_shared<const Json>(std::move(items[i])),
                                            std::make_shared<const Json>(i), nullptr});
        }
    }

    const Plan& m_plan;
    NodeIndex m_index;
    const PlanNode& m_node;
    const StateView& m_after;
    Frontier& m_next;
};

bool readsAny(const std::vector<std::size_t>& reads, const FieldNames& names, const Updates& updates) {
    return std::any_of(updates.begin(), updates.end(), [&](const auto& update) {
        return std::find(reads.begin(), reads.end(), names.find(update.first)) != reads.end();
    });
}

}  // namespace

void route(const Plan& plan, NodeIndex node, const TaskOutcome& outcome, const StateView& after, Frontier& next) {
    Router router(plan, node, after, next);
    if (outcome.failed) return router.followError(outcome.failed);
    router.followCommand(outcome.result);
    router.followEdges();
}

bool conditionsRead(const Plan& plan, NodeIndex node, const Updates& updates) {
    const PlanNode& from = plan.nodes()[node];
    const FieldNames& names = *plan.fieldNames();
    return std::any_of(from.routes.begin(), from.routes.end(),
                       [&](auto place) { return readsAny(plan.routes()[place].reads, names, updates); }) ||
           std::any_of(from.fanOuts.begin(), from.fanOuts.end(),
                       [&](auto place) { return readsAny(plan.fanOuts()[place].reads, names, updates); });
}

}  // namespace heddle::engine
