#include "core/base/messages.h"
#include "core/llm/offline/rank.h"
#include "core/nodes/config.h"
#include "core/nodes/node_kinds.h"
#include "core/nodes/text_parts.h"

namespace heddle::nodes {
namespace {

/// Ranks the passages of a text by how much they say about a query, and keeps the best in the order of the text as
/// {number, text}. Numbers count all passages, so that citations stay true.
class PassagesRunner final : public engine::NodeRunner {
public:
    explicit PassagesRunner(const Config& config)
        : m_text(config.textTemplate("text")),
          m_query(config.expression("query")),
          m_unit(config.raw().string("unit", "paragraphs")),
          m_top(static_cast<std::size_t>(config.raw().integer("top", 4))),
          m_output(config.text("output")) {}

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        const auto pieces = piecesOf(m_text.render(context.view()), m_unit);
        const auto best = bestOf(pieces, asText(m_query.evaluate(context.view())));
        Json passages = Json::array();
        for (const std::size_t index : best) {
            passages.push_back({{"number", index + 1}, {"text", pieces[index]}});
        }
        const Json progress{{"passages", pieces.size()}, {"kept", passages.size()}};
        context.emitProgress(progress);
        co_return writes(m_output, std::move(passages));
    }

private:
    std::vector<std::size_t> bestOf(const std::vector<std::string>& pieces, const std::string& query) const {
        std::vector<llm::offline::Sentence> passages;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            passages.push_back(
                {pieces[i], static_cast<int>(i + 1), static_cast<int>(i), false, llm::offline::termsOf(pieces[i])});
        }
        const auto scores = llm::offline::likenessToQuestion(passages, llm::offline::termsOf(query));
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            if (scores[i] > 0) order.push_back(i);
        }
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
        if (order.size() > m_top) order.resize(m_top);
        std::sort(order.begin(), order.end());
        return order;
    }

    expr::TextTemplate m_text;
    expr::Program m_query;
    std::string m_unit;
    std::size_t m_top;
    std::string m_output;
};

}  // namespace

domain::NodeType passagesType() {
    domain::NodeType type;
    type.name = "passages";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Find passages");
    type.description =
        HEDDLE_MESSAGE("NodeTypes", "Keeps the passages of a text that fit a query best, with their numbers.");
    type.category = "data";
    type.icon = "search";
    type.configSchema =
        ConfigSchema()
            .add("text", {{"type", "string"}, {"format", "prompt"}}, HEDDLE_MESSAGE("NodeTypes", "Text"), "", true)
            .add("query", {{"type", "string"}, {"format", "cel"}}, HEDDLE_MESSAGE("NodeTypes", "Query"),
                 HEDDLE_MESSAGE("NodeTypes", "An expression, for example state.question."), true)
            .addChoice("unit",
                       {{"paragraphs", HEDDLE_MESSAGE("NodeTypes", "A paragraph")},
                        {"lines", HEDDLE_MESSAGE("NodeTypes", "A line")}},
                       HEDDLE_MESSAGE("NodeTypes", "A passage is"))
            .add("top", {{"type", "integer"}, {"minimum", 1}, {"maximum", 100}, {"default", 4}},
                 HEDDLE_MESSAGE("NodeTypes", "How many to keep"))
            .add("output", {{"type", "string"}, {"format", "state-field"}},
                 HEDDLE_MESSAGE("NodeTypes", "Result goes to"), "", true)
            .json();
    type.defaultConfig = {{"text", "{{ state.document }}"},
                          {"query", "state.question"},
                          {"unit", "paragraphs"},
                          {"top", 4},
                          {"output", "passages"}};
    return type;
}

std::unique_ptr<engine::NodeRunner> makePassages(const domain::Node& node) {
    return std::make_unique<PassagesRunner>(Config(node));
}

}  // namespace heddle::nodes
