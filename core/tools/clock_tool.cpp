#include "core/base/clock.h"
#include "core/base/messages.h"
#include "core/tools/tool_makers.h"

namespace heddle::tools {

ToolPtr makeClockTool(const Clock& clock) {
    ToolCard card;
    card.name = "clock";
    card.title = HEDDLE_MESSAGE("Tools", "Clock");
    card.description = "The time now, in UTC (RFC 3339), with the day of the week.";
    card.inputSchema = objectSchema(Json::object());
    card.isReadOnly = true;
    card.needsConsent = false;
    return std::make_shared<PlainTool>(std::move(card), [&clock](ToolInput) -> boost::asio::awaitable<ToolAnswer> {
        static constexpr const char* kDays[] = {"Thursday", "Friday",  "Saturday", "Sunday",
                                                "Monday",   "Tuesday", "Wednesday"};
        const std::int64_t now = clock.nowMs();
        const std::string time = formatTime(now);
        const char* const day = kDays[static_cast<std::size_t>(now / 86'400'000) % 7];  // 1970-01-01 was a Thursday
        ToolAnswer answer;
        answer.text = time + " (" + day + ")";
        answer.data = {{"time", time}, {"day", day}, {"ms", now}};
        co_return answer;
    });
}

}  // namespace heddle::tools
