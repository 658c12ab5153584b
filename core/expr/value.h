#pragma once
#include "core/base/json.h"

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace heddle::expr {

enum class Kind : std::uint8_t {
    Error,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    List,
    Map,
    Type,
    Timestamp,
    Duration,
    Optional,
};

/// The name that `type(x)` shows: "int", "null_type", "google.protobuf.Timestamp" …
std::string_view kindName(Kind kind);

/// Why an evaluation failed: what Error will carry when nothing absorbs it.
struct Failure {
    std::string code;
    Json facts;
};

class Budget;
class Map;
struct Value;
using List = std::vector<Value>;

/// One CEL value. Small, cheap to copy. Texts, lists and maps either refer to JSON or to the program's constants, which
/// must outlive the value, or are held together by `owner`. Read the union's member that `kind` names.
struct Value {
    Kind kind = Kind::Null;
    bool isJson = false;      ///< lists and maps: `json` is set rather than `list` or `map`
    std::uint32_t extra = 0;  ///< timestamps and durations: nanoseconds; errors: place in the source + 1
    union {
        std::int64_t integer = 0;  ///< Int; also the seconds of Timestamp and Duration
        bool boolean;
        std::uint64_t unsignedInteger;
        double number;
        const std::string* text;  ///< String, Bytes
        const Json* json;
        const List* list;
        const Map* map;
        Kind type;
        const Value* inner;  ///< Optional; null when there is none
        const Failure* failure;
    };
    std::shared_ptr<const void> owner;

    /// A view of `json`, which must outlive it.
    static Value of(const Json& json);
    static Value ofBool(bool value) {
        Value made;
        made.kind = Kind::Bool;
        made.boolean = value;
        return made;
    }
    static Value ofInt(std::int64_t value) {
        Value made;
        made.kind = Kind::Int;
        made.integer = value;
        return made;
    }
    static Value ofUint(std::uint64_t value) {
        Value made;
        made.kind = Kind::Uint;
        made.unsignedInteger = value;
        return made;
    }
    static Value ofDouble(double value) {
        Value made;
        made.kind = Kind::Double;
        made.number = value;
        return made;
    }
    static Value ofText(std::string value);
    static Value ofBytes(std::string value);
    static Value ofList(List value);
    static Value ofMap(Map value);
    static Value ofType(Kind value);
    static Value ofOptional(std::optional<Value> value);
    static Value error(std::string_view code, Json facts = Json::object());

    bool isError() const { return kind == Kind::Error; }
    bool isTrue() const { return kind == Kind::Bool && boolean; }
    bool isNumber() const { return kind == Kind::Int || kind == Kind::Uint || kind == Kind::Double; }
    /// The same value without its share of the ownership: cheaper to copy, valid while this one lives.
    Value borrowed() const {
        Value copy;
        copy.kind = kind;
        copy.isJson = isJson;
        copy.extra = extra;
        copy.unsignedInteger = unsignedInteger;
        return copy;
    }

    /// Lists and maps.
    std::size_t size() const;
    /// Element of a list; `index` is in range.
    Value item(std::size_t index) const;
    /// Entry of a map by a key of any numeric type, or nothing.
    std::optional<Value> find(const Value& key) const;
    std::optional<Value> find(std::string_view key) const;
};

/// A map with its entries in the order in which they were made. Keys are bool, int, uint or string, unique across
/// numeric types.
class Map {
public:
    using Entry = std::pair<Value, Value>;

    /// False when the key is there already.
    bool add(Value key, Value value);
    const Value* find(const Value& key) const;
    const std::vector<Entry>& entries() const { return m_entries; }

private:
    std::vector<Entry> m_entries;
    std::unordered_multimap<std::size_t, std::size_t> m_index;  ///< hash to position, only for larger maps
};

/// Calls `visit(key, value)` for each entry of a map, JSON or not, until it answers false.
template <typename Visit>
void forEachEntry(const Value& map, Visit visit) {
    if (!map.isJson) {
        for (const auto& [key, value] : map.map->entries()) {
            if (!visit(key, value)) return;
        }
        return;
    }
    for (const auto& [key, value] : map.json->get_ref<const Json::object_t&>()) {
        Value name;
        name.kind = Kind::String;
        name.text = &key;
        if (!visit(name, Value::of(value))) return;
    }
}

/// CEL equality: numbers across their types, everything else only within its type, NaN equals nothing. Values may hold
/// the same one many times over, so that walking them is charged, where there is a budget.
bool equal(const Value& a, const Value& b, Budget* budget = nullptr);

/// The order of two values that have one (numbers across their types, texts, bytes, bools, times); nothing otherwise.
/// `unordered` is NaN.
std::optional<std::partial_ordering> order(const Value& a, const Value& b);

/// The value as JSON; the room's README says how what JSON lacks is written.
Json toJson(const Value& value, Budget* budget = nullptr);

/// The shortest text that reads back as the same number; "NaN", "Infinity", "-Infinity".
std::string doubleText(double value);

std::string base64Encode(std::string_view bytes);
std::optional<std::string> base64Decode(std::string_view text);

}  // namespace heddle::expr
