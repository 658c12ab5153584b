#include "core/base/clock.h"
#include "core/base/messages.h"
#include "core/tools/memory_store.h"
#include "core/tools/tool_makers.h"

namespace heddle::tools {
namespace {

constexpr int kMostFound = 50;

/// What one person's agent remembers is nobody else's.
std::string spaceOf(const ToolCaller& caller) {
    return "users/" + caller.user + "/agents/" + (caller.agent.empty() ? "workflows" : caller.agent);
}

ToolCard memoryCard(const char* name, const char* title, const char* description, Json properties,
                    std::vector<std::string> required) {
    ToolCard card;
    card.name = name;
    card.title = title;
    card.description = description;
    card.inputSchema = objectSchema(std::move(properties), std::move(required));
    card.needsConsent = false;
    return card;
}

boost::asio::awaitable<ToolAnswer> saved(MemoryStore& store, ToolInput input) {
    std::string key = input.arguments.at("key"), text = input.arguments.at("text");
    co_await store.save(spaceOf(input.caller), std::move(key), std::move(text));
    ToolAnswer answer;
    answer.text = "Remembered.";
    co_return answer;
}

boost::asio::awaitable<ToolAnswer> found(MemoryStore& store, ToolInput input) {
    std::string words = input.arguments.value("query", "");
    const int limit = input.arguments.value("limit", 10);
    const std::vector<Memory> memories = co_await store.search(spaceOf(input.caller), std::move(words), limit);
    ToolAnswer answer;
    answer.data = {{"memories", Json::array()}};
    for (const Memory& memory : memories) {
        answer.text += memory.key + " (" + formatTime(memory.updatedMs) + "): " + memory.text + "\n";
        answer.data["memories"].push_back({{"key", memory.key}, {"text", memory.text}});
    }
    if (memories.empty()) answer.text = "Nothing like it is remembered.";
    co_return answer;
}

boost::asio::awaitable<ToolAnswer> forgotten(MemoryStore& store, ToolInput input) {
    std::string key = input.arguments.at("key");
    const bool wasThere = co_await store.remove(spaceOf(input.caller), std::move(key));
    ToolAnswer answer;
    answer.text = wasThere ? "Forgotten." : "There was nothing under this key.";
    answer.isError = !wasThere;
    co_return answer;
}

}  // namespace

std::vector<ToolPtr> makeMemoryTools(MemoryStore& store) {
    const Json key{{"type", "string"}, {"minLength", 1}, {"maxLength", 200}, {"description", "A short name for it."}};
    ToolCard save = memoryCard(
        "memory_save", HEDDLE_MESSAGE("Tools", "Remember"),
        "Remembers something for later conversations, under a key: what the person prefers, decided or told you. The "
        "same key replaces what was under it.",
        {{"key", key}, {"text", {{"type", "string"}, {"minLength", 1}, {"maxLength", 20'000}}}}, {"key", "text"});
    save.isSerial = true;
    ToolCard search =
        memoryCard("memory_search", HEDDLE_MESSAGE("Tools", "Recall"),
                   "Finds what was remembered in earlier conversations, by its words; without a query, the newest.",
                   {{"query", {{"type", "string"}}},
                    {"limit", {{"type", "integer"}, {"minimum", 1}, {"maximum", kMostFound}, {"default", 10}}}},
                   {});
    search.isReadOnly = true;
    ToolCard forget = memoryCard("memory_delete", HEDDLE_MESSAGE("Tools", "Forget"),
                                 "Forgets what was remembered under a key.", {{"key", key}}, {"key"});
    forget.isSerial = true;
    const auto tool = [&store](ToolCard card, auto work) {
        return std::make_shared<PlainTool>(std::move(card),
                                           [&store, work](ToolInput input) { return work(store, std::move(input)); });
    };
    return {tool(std::move(save), saved), tool(std::move(search), found), tool(std::move(forget), forgotten)};
}

}  // namespace heddle::tools
