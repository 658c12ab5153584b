#include "core/expr/functions.h"
#include "core/expr/zone.h"

#include <chrono>

// Accessors of timestamps (in a time zone, UTC by default) and durations.
namespace heddle::expr {
namespace {

using namespace std::chrono;

struct LocalTime {
    year_month_day date;
    sys_days day;
    std::int64_t second = 0;  ///< of the day
};

using DatePart = std::int64_t (*)(const LocalTime&);

template <DatePart Part>
Value datePart(const Call& call) {
    const bool hasZone = call.has({Kind::Timestamp, Kind::String});
    if (!hasZone && !call.has({Kind::Timestamp})) return noOverload(call.name, call.args);
    const std::int64_t utc = call.args[0].integer;
    const auto offset = hasZone ? zoneOffset(call.text(1), utc) : std::optional<std::int64_t>(0);
    if (!offset) return Value::error("expr.time_zone", {{"zone", call.text(1)}});
    if (hasZone) call.budget.charge(20);
    const sys_seconds time{seconds(utc + *offset)};
    const sys_days day = floor<days>(time);
    return Value::ofInt(Part(LocalTime{year_month_day(day), day, (time - day).count()}));
}

std::int64_t yearOf(const LocalTime& time) { return static_cast<int>(time.date.year()); }
std::int64_t monthOf(const LocalTime& time) { return static_cast<unsigned>(time.date.month()) - 1; }
std::int64_t dateOf(const LocalTime& time) { return static_cast<unsigned>(time.date.day()); }
std::int64_t dayOfMonth(const LocalTime& time) { return dateOf(time) - 1; }
std::int64_t dayOfWeek(const LocalTime& time) { return weekday(time.day).c_encoding(); }
std::int64_t dayOfYear(const LocalTime& time) { return (time.day - sys_days(time.date.year() / January / 1)).count(); }

template <std::int64_t Unit, std::int64_t Modulo>
std::int64_t clockOf(const LocalTime& time) {
    return time.second / Unit % Modulo;
}

/// Parts of the clock: for a duration the whole length in that unit, except for milliseconds.
template <std::int64_t Unit, std::int64_t Modulo>
Value clockPart(const Call& call) {
    if (call.kind(0) == Kind::Duration && call.args.size() == 1) {
        const Value& value = call.args[0];
        const bool isRoundedDown = value.integer < 0 && value.extra > 0;
        return Value::ofInt((value.integer + (isRoundedDown ? 1 : 0)) / Unit);
    }
    return datePart<clockOf<Unit, Modulo>>(call);
}

Value milliseconds(const Call& call) {
    const Value& value = call.args[0];
    if (value.kind == Kind::Duration && call.args.size() == 1 && value.integer < 0) {
        return Value::ofInt(value.extra == 0 ? 0
                                             : (static_cast<std::int64_t>(value.extra) - 1'000'000'000) / 1'000'000);
    }
    const bool isTime = value.kind == Kind::Timestamp || (value.kind == Kind::Duration && call.args.size() == 1);
    return isTime ? Value::ofInt(value.extra / 1'000'000) : noOverload(call.name, call.args);
}

constexpr Function kTimeFunctions[] = {
    {"getFullYear", Style::Member, 1, 2, datePart<yearOf>, Kind::Int},
    {"getMonth", Style::Member, 1, 2, datePart<monthOf>, Kind::Int},
    {"getDate", Style::Member, 1, 2, datePart<dateOf>, Kind::Int},
    {"getDayOfMonth", Style::Member, 1, 2, datePart<dayOfMonth>, Kind::Int},
    {"getDayOfWeek", Style::Member, 1, 2, datePart<dayOfWeek>, Kind::Int},
    {"getDayOfYear", Style::Member, 1, 2, datePart<dayOfYear>, Kind::Int},
    {"getHours", Style::Member, 1, 2, clockPart<3600, 24>, Kind::Int},
    {"getMinutes", Style::Member, 1, 2, clockPart<60, 60>, Kind::Int},
    {"getSeconds", Style::Member, 1, 2, clockPart<1, 60>, Kind::Int},
    {"getMilliseconds", Style::Member, 1, 2, milliseconds, Kind::Int},
};

}  // namespace

std::span<const Function> timeFunctions() { return kTimeFunctions; }

}  // namespace heddle::expr
