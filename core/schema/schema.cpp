#include "core/schema/schema.h"

#include "core/base/error.h"
#include "core/schema/index.h"
#include "core/schema/metaschema.h"
#include "core/schema/validator.h"

namespace heddle::schema {
namespace {

constexpr int kMaxDepth = 200;

/// Follows `$ref`, and fills in what is absent.
class Defaults {
public:
    explicit Defaults(const Index& index) : m_index(index) {}

    void fill(const Json& schema, Json& value, int depth = 0) {
        if (!schema.is_object() || depth > kMaxDepth) return;
        const Part* part = m_index.part(schema);
        if (part && part->reference) fill(*part->reference, value, depth + 1);
        if (const auto all = schema.find("allOf"); all != schema.end()) {
            for (const Json& each : *all)
                fill(each, value, depth + 1);
        }
        if (value.is_object()) fillProperties(schema, value, depth);
        if (value.is_array()) fillItems(schema, value, depth);
    }

private:
    const Json* defaultOf(const Json& schema, int depth = 0) const {
        if (!schema.is_object() || depth > kMaxDepth) return nullptr;
        if (const auto own = schema.find("default"); own != schema.end()) return &*own;
        const Part* part = m_index.part(schema);
        return part && part->reference ? defaultOf(*part->reference, depth + 1) : nullptr;
    }

    void fillProperties(const Json& schema, Json& value, int depth) {
        const auto properties = schema.find("properties");
        if (properties == schema.end()) return;
        for (const auto& [name, property] : properties->items()) {
            if (!value.contains(name)) {
                const Json* absent = defaultOf(property);
                if (!absent) continue;
                value[name] = *absent;
            }
            fill(property, value[name], depth + 1);
        }
    }

    void fillItems(const Json& schema, Json& value, int depth) {
        const auto list = schema.find("prefixItems");
        const auto rest = schema.find("items");
        const std::size_t listed = list == schema.end() ? 0 : list->size();
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (i < listed) {
                fill((*list)[i], value[i], depth + 1);
            } else if (rest != schema.end() && rest->is_object()) {
                fill(*rest, value[i], depth + 1);
            }
        }
    }

    const Index& m_index;
};

[[noreturn]] void notASchema(std::string path, Json reason) {
    throw Error(ErrorKind::InvalidArgument, "schema.not_a_schema",
                {{"path", std::move(path)}, {"reason", std::move(reason)}});
}

bool run(const Index& index, const Json& value, Problems* problems) {
    try {
        return Validator(index, problems).validate(index.root(), value);
    } catch (const Json::exception& e) {
        // A keyword of the wrong type at a place that the meta-schema does not reach, such as "#/components/x".
        notASchema("", e.what());
    }
}

const Index& metaSchema(Draft draft) {
    static const Index kV7(*builtInMetaSchema("http://json-schema.org/draft-07/schema"), {});
    static const Index kV2020(*builtInMetaSchema("https://json-schema.org/draft/2020-12/schema"), {});
    return draft == Draft::V7 ? kV7 : kV2020;
}

void requireSchema(const Json& schema, Draft draft) {
    Problems problems;
    const bool isV7 = schema.is_object() && schema.value("$schema", Json()).dump().find("draft-0") != std::string::npos;
    if (!run(metaSchema(isV7 ? Draft::V7 : draft), schema, &problems)) {
        notASchema(problems.front().path, toJson(problems.front())["message"]);
    }
}

}  // namespace

struct Schema::Compiled {
    Compiled(Json schema, const Options& options) : index(std::move(schema), options) {}
    Index index;
};

Problems Schema::validate(const Json& value) const {
    Problems problems;
    run(m_compiled->index, value, &problems);
    return problems;
}

bool Schema::accepts(const Json& value) const { return run(m_compiled->index, value, nullptr); }

Json Schema::withDefaults(Json value) const {
    const Json& whole = resolved(json());
    if (value.is_null() && whole.is_object()) {
        if (whole.contains("default")) {
            value = whole["default"];
        } else if (whole.value("type", Json()) == "object" ||
                   (!whole.contains("type") && whole.contains("properties"))) {
            value = Json::object();
        }
    }
    Defaults(m_compiled->index).fill(json(), value);
    return value;
}

const Json& Schema::json() const { return m_compiled->index.root(); }

const Json& Schema::resolved(const Json& part) const {
    const Json* at = &part;
    for (int steps = 0; steps < kMaxDepth; ++steps) {
        const Part* known = m_compiled->index.part(*at);
        if (!known || !known->reference) break;
        at = known->reference;
    }
    return *at;
}

Schema compile(Json schema, Options options) {
    requireSchema(schema, options.draft);
    if (options.resolver) {
        options.resolver = [inner = options.resolver, draft = options.draft](const std::string& uri) {
            auto document = inner(uri);
            if (document) requireSchema(*document, draft);
            return document;
        };
    }
    return Schema(std::make_shared<const Schema::Compiled>(std::move(schema), options));
}

}  // namespace heddle::schema
