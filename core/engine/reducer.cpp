#include "core/engine/reducer.h"

#include <array>

namespace heddle::engine {
namespace {

constexpr std::array<std::string_view, 10> kNames{"replace", "append", "add", "merge",     "messages",
                                                  "min",     "max",    "any", "ephemeral", "untracked"};

/// Values of one kind can be added or compared.
enum class Sort { Number, Text, List, Object, Other };

Sort sortOf(const Json& value) {
    if (value.is_number()) return Sort::Number;
    if (value.is_string()) return Sort::Text;
    if (value.is_array()) return Sort::List;
    return value.is_object() ? Sort::Object : Sort::Other;
}

void append(Json& list, Json value) {
    if (!list.is_array()) list = Json::array();
    if (!value.is_array()) {
        list.push_back(std::move(value));
        return;
    }
    for (Json& item : value)
        list.push_back(std::move(item));
}

Json sum(const Json& a, const Json& b) {
    if (!a.is_number_integer() || !b.is_number_integer()) return a.get<double>() + b.get<double>();
    std::int64_t result = 0;
    if (__builtin_add_overflow(a.get<std::int64_t>(), b.get<std::int64_t>(), &result)) {
        return a.get<double>() + b.get<double>();
    }
    return result;
}

void add(Json& current, Json value) {
    if (current.is_null()) {
        current = std::move(value);
    } else if (current.is_string()) {
        current.get_ref<std::string&>() += value.get_ref<const std::string&>();
    } else if (current.is_array()) {
        append(current, std::move(value));
    } else {
        current = sum(current, value);
    }
}

/// Depth is bounded: values come from JSON that parseJson or a node made.
void merge(Json& current, Json value) {
    if (!current.is_object() || !value.is_object()) {
        current = std::move(value);
        return;
    }
    for (auto& [key, member] : value.get_ref<Json::object_t&>())
        merge(current[key], std::move(member));
}

}  // namespace

std::optional<Reducer> reducerNamed(std::string_view name) {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (kNames[i] == name) return static_cast<Reducer>(i);
    }
    return std::nullopt;
}

std::string_view reducerName(Reducer reducer) { return kNames[static_cast<std::size_t>(reducer)]; }

bool hasOneWriter(Reducer reducer) {
    return reducer == Reducer::Replace || reducer == Reducer::Ephemeral || reducer == Reducer::Untracked;
}

bool fits(Reducer reducer, const Json* current, const Json& value) {
    const bool isFirst = !current || current->is_null();
    switch (reducer) {
        case Reducer::Add:
            return isFirst ? sortOf(value) <= Sort::List : sortOf(value) == sortOf(*current);
        case Reducer::Min:
        case Reducer::Max:
            return isFirst ? sortOf(value) <= Sort::Text : sortOf(value) == sortOf(*current);
        case Reducer::Merge:
            return value.is_object() && (isFirst || current->is_object());
        default:
            return true;
    }
}

void fold(Reducer reducer, Json& current, Json value) {
    switch (reducer) {
        case Reducer::Append:
        case Reducer::Messages:
            return append(current, std::move(value));
        case Reducer::Add:
            return add(current, std::move(value));
        case Reducer::Merge:
            return merge(current, std::move(value));
        case Reducer::Min:
            if (current.is_null() || value < current) current = std::move(value);
            return;
        case Reducer::Max:
            if (current.is_null() || current < value) current = std::move(value);
            return;
        default:
            current = std::move(value);
    }
}

const Json* overwritten(Reducer reducer, const Json& value) {
    if (hasOneWriter(reducer) || reducer == Reducer::Any) return nullptr;
    if (!value.is_object() || value.size() != 1) return nullptr;
    const auto found = value.find("$overwrite");
    return found == value.end() ? nullptr : &*found;
}

}  // namespace heddle::engine
