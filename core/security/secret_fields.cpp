#include "core/security/secret_fields.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/utf8.h"
#include "core/security/secret_bytes.h"
#include "core/security/vault.h"

#include <set>

namespace heddle::security {
namespace {

constexpr std::string_view kDots = "••••";
/// A shorter secret would be half given away by four characters.
constexpr std::size_t kLongSecret = 12;

/// Walks a schema and a document together.
class Walk {
public:
    explicit Walk(const Json& root) : m_root(root) {}

    void visit(const Json& schema, const Json& value, const std::string& path) {
        // A schema that refers to itself comes back here with the same place.
        if (!schema.is_object() || !m_seen.emplace(&schema, path).second) return;
        const auto marked = schema.find("encrypted");
        if (marked != schema.end() && *marked == true) {
            m_places.insert(path);
            return;
        }
        for (const Json* same : sameValue(schema)) {
            visit(*same, value, path);
        }
        if (value.is_object()) visitMembers(schema, value, path);
        if (value.is_array()) visitItems(schema, value, path);
    }

    std::vector<std::string> places() const { return {m_places.begin(), m_places.end()}; }

private:
    /// Schemas that speak of the same value as `schema` does.
    std::vector<const Json*> sameValue(const Json& schema) const {
        std::vector<const Json*> found;
        for (const char* key : {"if", "then", "else"}) {
            if (const auto branch = schema.find(key); branch != schema.end()) found.push_back(&*branch);
        }
        for (const char* key : {"allOf", "anyOf", "oneOf"}) {
            const auto branches = schema.find(key);
            if (branches == schema.end() || !branches->is_array()) continue;
            for (const auto& branch : *branches) {
                found.push_back(&branch);
            }
        }
        if (const Json* target = reference(schema)) found.push_back(target);
        return found;
    }

    const Json* reference(const Json& schema) const {
        const auto text = schema.find("$ref");
        if (text == schema.end() || !text->is_string()) return nullptr;
        const auto& uri = text->get_ref<const std::string&>();
        if (uri == "#") return &m_root;
        if (!uri.starts_with("#/")) return nullptr;
        try {
            const Json::json_pointer pointer(uri.substr(1));
            return m_root.contains(pointer) ? &m_root.at(pointer) : nullptr;
        } catch (const Json::exception&) {
            return nullptr;  // not a pointer: the check of the schema itself tells
        }
    }

    void visitMembers(const Json& schema, const Json& value, const std::string& path) {
        const auto properties = schema.find("properties");
        const auto others = schema.find("additionalProperties");
        for (const auto& [key, member] : value.items()) {
            const bool named = properties != schema.end() && properties->contains(key);
            if (named) {
                visit((*properties)[key], member, path + pointerStep(key));
            } else if (others != schema.end()) {
                visit(*others, member, path + pointerStep(key));
            }
        }
    }

    void visitItems(const Json& schema, const Json& value, const std::string& path) {
        const auto first = schema.find("prefixItems");
        const auto items = schema.find("items");
        for (std::size_t i = 0; i < value.size(); ++i) {
            const std::string place = path + "/" + std::to_string(i);
            if (first != schema.end() && i < first->size()) {
                visit((*first)[i], value[i], place);
            } else if (items != schema.end()) {
                visit(*items, value[i], place);
            }
        }
    }

    const Json& m_root;
    std::set<std::pair<const Json*, std::string>> m_seen;
    std::set<std::string> m_places;
};

bool isThere(const Json& value) { return !value.is_null() && value != ""; }

bool isSealed(const Json& value) { return value.is_string() && Vault::isEnvelope(value.get_ref<const std::string&>()); }

std::string contextOf(std::string_view record, const std::string& place) { return std::string(record) + "\n" + place; }

Json openValue(const Json& value, const Vault& vault, const std::string& context) {
    if (!isSealed(value)) return value;
    std::string text = vault.open(value.get_ref<const std::string&>(), context);
    Json plain = parseJson(text, "secret");
    wipe(text);
    return plain;
}

}  // namespace

std::string maskOf(const Json& secret) {
    std::string mask(kDots);
    if (!secret.is_string()) return mask;
    const auto& text = secret.get_ref<const std::string&>();
    const std::size_t count = codePointCount(text);
    if (count < kLongSecret) return mask;
    std::size_t at = 0;
    for (std::size_t i = 0; i + 4 < count; ++i) {
        nextCodePoint(text, at);
    }
    return mask + text.substr(at);
}

SecretFields::SecretFields(Json schema) : m_schema(std::move(schema)) {}

std::vector<std::string> SecretFields::places(const Json& document) const {
    Walk walk(m_schema);
    walk.visit(m_schema, document, "");
    return walk.places();
}

Json SecretFields::sealed(Json document, const Json& stored, const Vault& vault, std::string_view context) const {
    for (const auto& place : places(document)) {
        const Json::json_pointer pointer(place);
        Json& value = document[pointer];
        if (!isThere(value)) continue;
        const std::string here = contextOf(context, place);
        const Json before = stored.is_structured() && stored.contains(pointer) ? stored.at(pointer) : Json();
        const Json secret = openValue(before, vault, here);
        const bool kept = isThere(secret) && (value == secret || value == maskOf(secret));
        if (kept && isSealed(before)) {
            value = before;
            continue;
        }
        if (!kept && value.is_string() && value.get_ref<const std::string&>().starts_with(kDots)) {
            throw Error(ErrorKind::InvalidArgument, "secret.masked", {{"path", place}});
        }
        std::string plain = compactJson(kept ? secret : value);
        value = vault.seal(plain, here);
        wipe(plain);
    }
    return document;
}

Json SecretFields::opened(Json stored, const Vault& vault, std::string_view context) const {
    for (const auto& place : places(stored)) {
        Json& value = stored[Json::json_pointer(place)];
        value = openValue(value, vault, contextOf(context, place));
        if (value.is_string()) maskSecret(value.get_ref<const std::string&>());
    }
    return stored;
}

Json SecretFields::masked(Json stored, const Vault& vault, std::string_view context) const {
    for (const auto& place : places(stored)) {
        Json& value = stored[Json::json_pointer(place)];
        if (isThere(value)) value = maskOf(openValue(value, vault, contextOf(context, place)));
    }
    return stored;
}

Json SecretFields::resealed(Json stored, const Vault& vault, std::string_view context) const {
    for (const auto& place : places(stored)) {
        Json& value = stored[Json::json_pointer(place)];
        if (isSealed(value)) value = vault.resealed(value.get<std::string>(), contextOf(context, place));
    }
    return stored;
}

}  // namespace heddle::security
