#include "tests/server/example.h"

namespace heddle::tests {

std::string Examples::text() {
    static const char* const kTexts[] = {"",
                                         "a",
                                         "审查",
                                         "' OR 1=1 --",
                                         "../../etc/passwd",
                                         "{{ state }}",
                                         "<script>alert(1)</script>",
                                         "%00%0a",
                                         "\xF0\x9F\x98\x80",
                                         "null",
                                         "-1",
                                         "99999999999999999999",
                                         "line\nbreak\ttab",
                                         "\u202Ebidi"};
    const int kind = below(20);
    if (kind == 0) return std::string(5000, 'x');
    return kTexts[below(static_cast<int>(std::size(kTexts)))];
}

Json Examples::object(const Json& schema, bool isRandom) {
    Json made = Json::object();
    const Json required = schema.value("required", Json::array());
    const Json properties = schema.value("properties", Json::object());
    for (const auto& [name, part] : properties.items()) {
        const bool isRequired = std::find(required.begin(), required.end(), Json(name)) != required.end();
        if (isRequired || (isRandom && below(2) == 0)) made[name] = value(part, isRandom);
    }
    return made;
}

Json Examples::value(Json schema, bool isRandom) {
    if (schema.contains("$ref")) {
        const std::string ref = schema["$ref"].get<std::string>();
        schema = m_schemas.at(ref.substr(ref.rfind('/') + 1));
    }
    if (schema.contains("enum")) return schema["enum"][isRandom ? below(static_cast<int>(schema["enum"].size())) : 0];
    Json kind = schema.value("type", Json("string"));
    if (kind.is_array()) kind = kind[isRandom ? below(static_cast<int>(kind.size())) : 0];
    const std::string type = kind.get<std::string>();
    if (type == "object") return object(schema, isRandom);
    if (type == "integer" || type == "number")
        return schema.value("minimum", 0) + (isRandom && !schema.contains("maximum") ? below(1000) : 0);
    if (type == "boolean") return isRandom && below(2) == 0;
    if (type == "null") return nullptr;
    if (type == "array") {
        Json list = Json::array();
        const int count = schema.value("minItems", 0) + (isRandom ? below(2) : 0);
        for (int i = 0; i < count; ++i)
            list.push_back(value(schema.value("items", Json::object()), isRandom));
        return list;
    }
    const std::string made = isRandom ? text() : std::string();
    return made.size() < schema.value("minLength", 0u) ? Json("word") : Json(made);
}

Json Examples::anything(int depth) {
    switch (below(depth > 3 ? 5 : 7)) {
        case 0:
            return nullptr;
        case 1:
            return below(2) == 0;
        case 2:
            return below(3) - 1;
        case 3:
            return 1e300;
        case 4:
            return text();
        case 5:
            return Json::array({anything(depth + 1), anything(depth + 1)});
        default:
            return Json{{text(), anything(depth + 1)}, {"id", anything(depth + 1)}};
    }
}

Json Examples::spoiled(Json value) {
    if (value.is_object() && !value.empty() && below(4) > 0) {
        auto it = value.begin();
        std::advance(it, below(static_cast<int>(value.size())));
        if (below(4) == 0)
            value.erase(it);
        else
            *it = spoiled(*it);
        return value;
    }
    return anything();
}

}  // namespace heddle::tests
