#include "tests/crash/worker/witness.h"

namespace heddle::tests {

void WitnessStore::commit(engine::Commit commit, engine::CommitDone done) {
    std::vector<std::string> kept;
    std::vector<std::string> answered;
    // A checkpoint holds what all tasks of its step wrote, and none of the next step has begun yet.
    if (commit.checkpoint) kept = m_journal.takeDone(commit.thread);
    for (const auto& task : commit.tasks) {
        const Json body = Json::parse(task.body);
        if (body.contains("done")) kept.push_back(task.task);
        const Json asked = body.value("asked", Json::array());
        for (std::size_t i = 0; i < asked.size(); ++i) {
            if (asked[i].contains("a")) answered.push_back(task.task + "-" + std::to_string(i));
        }
    }
    m_store.commit(std::move(commit),
                   [&journal = m_journal, kept, answered, done = std::move(done)](std::exception_ptr failure) {
                       if (!failure) {
                           for (const auto& task : kept)
                               journal.note("kept", task);
                           for (const auto& question : answered)
                               journal.note("answered", question);
                       }
                       done(failure);
                   });
}

namespace {

class WitnessedNode final : public engine::NodeRunner {
public:
    WitnessedNode(std::unique_ptr<engine::NodeRunner> node, Journal& journal)
        : m_node(std::move(node)), m_journal(journal) {}

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        m_journal.note("began", context.taskId());
        engine::NodeResult result = co_await m_node->run(context);
        m_journal.done(context.threadId(), context.taskId());
        co_return result;
    }
    std::string graph() const override { return m_node->graph(); }

private:
    std::unique_ptr<engine::NodeRunner> m_node;
    Journal& m_journal;
};

}  // namespace

std::unique_ptr<engine::NodeRunner> WitnessedNodes::make(const domain::Node& node) const {
    return std::make_unique<WitnessedNode>(m_nodes.make(node), m_journal);
}

}  // namespace heddle::tests
