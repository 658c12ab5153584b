#include "core/expr/value.h"

#include "core/expr/budget.h"
#include "core/expr/time_value.h"

#include <charconv>
#include <cmath>

namespace heddle::expr {
namespace {

constexpr std::size_t kIndexFrom = 12;
constexpr double kIntBound = 9223372036854775808.0;

template <typename T>
Value owning(Kind kind, T value, const T* Value::*member) {
    auto owner = std::make_shared<const T>(std::move(value));
    Value made;
    made.kind = kind;
    made.*member = owner.get();
    made.owner = std::move(owner);
    return made;
}

std::partial_ordering orderIntUint(std::int64_t a, std::uint64_t b) {
    return a < 0 ? std::partial_ordering::less : static_cast<std::uint64_t>(a) <=> b;
}

std::partial_ordering reversed(std::partial_ordering order) { return 0 <=> order; }

/// Whole numbers and doubles are compared as doubles, lossy above 2^53 (as the specification's cases ask).
std::partial_ordering orderNumbers(const Value& a, const Value& b) {
    if (a.kind == Kind::Int) {
        if (b.kind == Kind::Int) return a.integer <=> b.integer;
        if (b.kind == Kind::Uint) return orderIntUint(a.integer, b.unsignedInteger);
        return static_cast<double>(a.integer) <=> b.number;
    }
    if (a.kind == Kind::Uint) {
        if (b.kind == Kind::Uint) return a.unsignedInteger <=> b.unsignedInteger;
        if (b.kind == Kind::Double) return static_cast<double>(a.unsignedInteger) <=> b.number;
        return reversed(orderIntUint(b.integer, a.unsignedInteger));
    }
    if (b.kind == Kind::Double) return a.number <=> b.number;
    return reversed(orderNumbers(b, a));
}

std::size_t hashKey(const Value& key) {
    if (key.kind == Kind::String) return std::hash<std::string>()(*key.text);
    if (key.kind == Kind::Double)
        return std::hash<std::uint64_t>()(static_cast<std::uint64_t>(std::llround(key.number)));
    if (key.kind == Kind::Bool) return key.boolean ? 1 : 2;
    return std::hash<std::uint64_t>()(key.unsignedInteger);
}

bool equalLists(const Value& a, const Value& b, Budget* budget) {
    const std::size_t size = a.size();
    if (size != b.size()) return false;
    for (std::size_t i = 0; i < size; ++i) {
        if (!equal(a.item(i), b.item(i), budget)) return false;
    }
    return true;
}

bool equalMaps(const Value& a, const Value& b, Budget* budget) {
    if (a.size() != b.size()) return false;
    bool same = true;
    forEachEntry(a, [&](const Value& key, const Value& value) {
        const auto other = b.find(key);
        same = other && equal(value, *other, budget);
        return same;
    });
    return same;
}

/// Charges what a copy of `json` costs.
void chargeJson(const Json& json, Budget& budget) {
    budget.charge(1);
    if (json.is_string()) return budget.chargeCopy(json.get_ref<const std::string&>().size());
    if (!json.is_structured()) return;
    for (const Json& item : json)
        chargeJson(item, budget);
}

/// As toJson, inside of a list or map that an expression has made, where the same value may come again and again.
Json innerJson(const Value& value, Budget* budget) {
    if (!budget) return toJson(value);
    budget->charge(1);
    if (value.kind == Kind::String || value.kind == Kind::Bytes) budget->chargeCopy(value.text->size());
    if ((value.kind == Kind::List || value.kind == Kind::Map) && value.isJson) chargeJson(*value.json, *budget);
    return toJson(value, budget);
}

Json mapToJson(const Value& value, Budget* budget) {
    if (value.isJson) return *value.json;
    Json object = Json::object();
    for (const auto& [key, entry] : value.map->entries()) {
        object[key.kind == Kind::String ? *key.text : compactJson(toJson(key))] = innerJson(entry, budget);
    }
    return object;
}

Json listToJson(const Value& value, Budget* budget) {
    if (value.isJson) return *value.json;
    Json array = Json::array();
    for (const Value& item : *value.list)
        array.push_back(innerJson(item, budget));
    return array;
}

}  // namespace

std::string_view kindName(Kind kind) {
    static constexpr std::string_view kNames[] = {"error",
                                                  "null_type",
                                                  "bool",
                                                  "int",
                                                  "uint",
                                                  "double",
                                                  "string",
                                                  "bytes",
                                                  "list",
                                                  "map",
                                                  "type",
                                                  "google.protobuf.Timestamp",
                                                  "google.protobuf.Duration",
                                                  "optional_type"};
    return kNames[static_cast<std::size_t>(kind)];
}

Value Value::of(const Json& json) {
    Value value;
    switch (json.type()) {
        case Json::value_t::boolean:
            return ofBool(json.get<bool>());
        case Json::value_t::number_float:
            return ofDouble(json.get<double>());
        case Json::value_t::number_integer:
            return ofInt(json.get<std::int64_t>());
        case Json::value_t::number_unsigned: {
            const auto number = json.get<std::uint64_t>();
            return number <= INT64_MAX ? ofInt(static_cast<std::int64_t>(number)) : ofUint(number);
        }
        case Json::value_t::string:
            value.kind = Kind::String;
            value.text = json.get_ptr<const std::string*>();
            return value;
        case Json::value_t::array:
        case Json::value_t::object:
            value.kind = json.is_array() ? Kind::List : Kind::Map;
            value.isJson = true;
            value.json = &json;
            return value;
        default:
            return value;
    }
}

Value Value::ofType(Kind value) {
    Value made;
    made.kind = Kind::Type;
    made.type = value;
    return made;
}

Value Value::ofText(std::string value) { return owning(Kind::String, std::move(value), &Value::text); }
Value Value::ofBytes(std::string value) { return owning(Kind::Bytes, std::move(value), &Value::text); }
Value Value::ofList(List value) { return owning(Kind::List, std::move(value), &Value::list); }
Value Value::ofMap(Map value) { return owning(Kind::Map, std::move(value), &Value::map); }

Value Value::ofOptional(std::optional<Value> value) {
    if (value) return owning(Kind::Optional, std::move(*value), &Value::inner);
    Value none;
    none.kind = Kind::Optional;
    none.inner = nullptr;
    return none;
}

Value Value::error(std::string_view code, Json facts) {
    return owning(Kind::Error, Failure{std::string(code), std::move(facts)}, &Value::failure);
}

std::size_t Value::size() const {
    if (isJson) return json->size();
    return kind == Kind::List ? list->size() : map->entries().size();
}

Value Value::item(std::size_t index) const { return isJson ? of((*json)[index]) : (*list)[index]; }

std::optional<Value> Value::find(const Value& key) const {
    if (isJson) return key.kind == Kind::String ? find(*key.text) : std::nullopt;
    const Value* found = map->find(key);
    return found ? std::optional(*found) : std::nullopt;
}

std::optional<Value> Value::find(std::string_view key) const {
    if (!isJson) return find(ofText(std::string(key)));
    const auto& object = json->get_ref<const Json::object_t&>();
    const auto found = object.find(key);
    return found == object.end() ? std::nullopt : std::optional(of(found->second));
}

bool Map::add(Value key, Value value) {
    if (find(key)) return false;
    m_entries.emplace_back(std::move(key), std::move(value));
    if (m_entries.size() == kIndexFrom) {
        for (std::size_t i = 0; i < m_entries.size(); ++i)
            m_index.emplace(hashKey(m_entries[i].first), i);
    } else if (m_entries.size() > kIndexFrom) {
        m_index.emplace(hashKey(m_entries.back().first), m_entries.size() - 1);
    }
    return true;
}

const Value* Map::find(const Value& key) const {
    if (m_entries.size() < kIndexFrom) {
        for (const auto& entry : m_entries) {
            if (equal(entry.first, key)) return &entry.second;
        }
        return nullptr;
    }
    if (key.kind == Kind::Double && !(std::fabs(key.number) < kIntBound)) return nullptr;
    const auto [first, last] = m_index.equal_range(hashKey(key));
    for (auto at = first; at != last; ++at) {
        if (equal(m_entries[at->second].first, key)) return &m_entries[at->second].second;
    }
    return nullptr;
}

bool equal(const Value& a, const Value& b, Budget* budget) {
    if (budget) budget->charge(1);
    if (a.isNumber() && b.isNumber()) return orderNumbers(a, b) == 0;
    if (a.kind != b.kind) return false;
    switch (a.kind) {
        case Kind::Null:
            return true;
        case Kind::Bool:
            return a.boolean == b.boolean;
        case Kind::String:
        case Kind::Bytes:
            if (budget) budget->chargeCopy(std::min(a.text->size(), b.text->size()));
            return *a.text == *b.text;
        case Kind::List:
            return equalLists(a, b, budget);
        case Kind::Map:
            return equalMaps(a, b, budget);
        case Kind::Type:
            return a.type == b.type;
        case Kind::Timestamp:
        case Kind::Duration:
            return a.integer == b.integer && a.extra == b.extra;
        case Kind::Optional:
            return a.inner && b.inner ? equal(*a.inner, *b.inner, budget) : a.inner == b.inner;
        default:
            return false;
    }
}

std::optional<std::partial_ordering> order(const Value& a, const Value& b) {
    if (a.isNumber() && b.isNumber()) return orderNumbers(a, b);
    if (a.kind != b.kind) return std::nullopt;
    switch (a.kind) {
        case Kind::Bool:
            return a.boolean <=> b.boolean;
        case Kind::String:
        case Kind::Bytes:
            return a.text->compare(*b.text) <=> 0;
        case Kind::Timestamp:
        case Kind::Duration: {
            const auto seconds = a.integer <=> b.integer;
            return seconds != 0 ? seconds : a.extra <=> b.extra;
        }
        default:
            return std::nullopt;
    }
}

Json toJson(const Value& value, Budget* budget) {
    switch (value.kind) {
        case Kind::Bool:
            return value.boolean;
        case Kind::Int:
            return value.integer;
        case Kind::Uint:
            return value.unsignedInteger;
        case Kind::Double:
            return std::isfinite(value.number) ? Json(value.number) : Json(doubleText(value.number));
        case Kind::String:
            return *value.text;
        case Kind::Bytes:
            return base64Encode(*value.text);
        case Kind::List:
            return listToJson(value, budget);
        case Kind::Map:
            return mapToJson(value, budget);
        case Kind::Type:
            return kindName(value.type);
        case Kind::Timestamp:
            return timestampText(value);
        case Kind::Duration:
            return durationText(value);
        case Kind::Optional:
            return value.inner ? toJson(*value.inner, budget) : Json();
        default:
            return Json();
    }
}

std::string doubleText(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return std::string(text, end);
}

std::string base64Encode(std::string_view bytes) {
    static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        }
        for (std::size_t k = 0; k < 4; ++k)
            text += k <= count ? kDigits[group >> (18 - 6 * k) & 63u] : '=';
    }
    return text;
}

std::optional<std::string> base64Decode(std::string_view text) {
    while (text.ends_with('='))
        text.remove_suffix(1);
    std::string bytes;
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        std::uint32_t digit = 0;
        if (c >= 'A' && c <= 'Z') {
            digit = static_cast<std::uint32_t>(c - 'A');
        } else if (c >= 'a' && c <= 'z') {
            digit = static_cast<std::uint32_t>(c - 'a' + 26);
        } else if (c >= '0' && c <= '9') {
            digit = static_cast<std::uint32_t>(c - '0' + 52);
        } else if (c == '+' || c == '/') {
            digit = c == '+' ? 62 : 63;
        } else {
            return std::nullopt;
        }
        group = group << 6 | digit;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(group >> bits & 0xFFu);
        }
    }
    return bits == 6 ? std::nullopt : std::optional(bytes);
}

}  // namespace heddle::expr
