#pragma once
#include "core/schema/index.h"

#include <set>
#include <string>
#include <vector>

namespace heddle::schema {

/// One validation: walks a schema and a value together.
class Validator {
public:
    /// Without `problems`, it stops at the first thing that is wrong.
    Validator(const Index& index, Problems* problems) : m_index(index), m_problems(problems) {}

    bool validate(const Json& schema, const Json& value);

private:
    /// What keywords have looked at, for `unevaluatedProperties` and `unevaluatedItems`.
    struct Seen {
        std::set<std::string, std::less<>> properties;
        bool hasAllProperties = false;
        std::vector<bool> items;
        bool hasAllItems = false;

        void item(std::size_t index);
        void add(const Seen& other);
    };
    struct Place {
        const Json& schema;
        const Json& value;
        Seen& seen;
    };

    bool apply(const Json& schema, const Json& value, Seen& seen);
    bool applyKeywords(const Place& place, const Part& part);
    bool inner(const Json& schema, const Json& value, std::string_view step, Seen& seen);
    bool quietly(const Json& schema, const Json& value, Seen& seen);
    bool references(const Place& place, const Part& part);
    bool combinations(const Place& place);
    bool atLeastOne(const Place& place, const Json& choices);
    bool exactlyOne(const Place& place, const Json& choices);
    bool conditional(const Place& place);
    bool anyValue(const Place& place);
    bool numbers(const Place& place);
    bool texts(const Place& place);
    bool arrays(const Place& place, bool validates);
    bool items(const Place& place);
    bool contained(const Place& place, bool validates);
    bool objects(const Place& place, bool validates);
    bool properties(const Place& place);
    bool dependencies(const Place& place);
    bool unevaluated(const Place& place);
    bool fail(std::string_view keyword, Json facts = Json::object());

    const Index& m_index;
    Problems* m_problems;
    std::string m_path;
    std::vector<const Resource*> m_scope;
    int m_depth = 0;
};

}  // namespace heddle::schema
