#include "core/schema/index.h"

#include "core/base/error.h"
#include "core/schema/metaschema.h"
#include "core/schema/uri.h"

#include <charconv>

namespace heddle::schema {
namespace {

constexpr std::string_view kValidationVocabulary = "https://json-schema.org/draft/2020-12/vocab/validation";

/// Keywords that hold one schema, a list of schemas, or schemas by name. `items` and `dependencies` may be several.
constexpr std::string_view kOne[] = {
    "additionalItems",  "additionalProperties",  "contains",     "else", "if", "items", "not", "propertyNames", "then",
    "unevaluatedItems", "unevaluatedProperties", "contentSchema"};
constexpr std::string_view kLists[] = {"allOf", "anyOf", "oneOf", "prefixItems", "items"};
constexpr std::string_view kMaps[] = {"$defs",      "definitions", "dependentSchemas", "patternProperties",
                                      "properties", "dependencies"};

bool isSchema(const Json& json) { return json.is_object() || json.is_boolean(); }

std::string textOf(const Json& schema, const char* key) {
    const auto found = schema.find(key);
    return found != schema.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<Draft> draftNamed(std::string_view uri) {
    if (uri.find("json-schema.org/draft-0") != std::string_view::npos) return Draft::V7;
    if (uri.find("json-schema.org/draft/20") != std::string_view::npos) return Draft::V2020;
    return std::nullopt;
}

/// In draft 7 everything beside `$ref` is ignored.
bool isOnlyReference(const Json& schema, Draft draft) { return draft == Draft::V7 && schema.contains("$ref"); }

[[noreturn]] void fail(std::string code, const std::string& path, Json facts = Json::object()) {
    facts["path"] = path;
    throw Error(ErrorKind::InvalidArgument, std::move(code), std::move(facts));
}

std::string unescaped(std::string step) {
    for (std::size_t at = step.find('~'); at != std::string::npos; at = step.find('~', at + 1)) {
        step.replace(at, 2, step.compare(at, 2, "~1") == 0 ? "/" : "~");
    }
    return step;
}

/// One step of a JSON pointer; null when there is nothing.
const Json* child(const Json& json, const std::string& step) {
    if (json.is_object()) {
        const auto found = json.find(step);
        return found == json.end() ? nullptr : &*found;
    }
    std::size_t index = 0;
    const auto read = std::from_chars(step.data(), step.data() + step.size(), index);
    const bool isIndex = json.is_array() && read.ec == std::errc() && read.ptr == step.data() + step.size();
    return isIndex && index < json.size() ? &json[index] : nullptr;
}

}  // namespace

Index::Index(Json schema, const Options& options) : m_options(options), m_assertsFormats(options.assertsFormats) {
    if (!isSchema(schema)) fail("schema.not_a_schema", "", {{"reason", schema.type_name()}});
    m_root = &addDocument(std::move(schema), "heddle:schema", options.draft);
    resolveReferences();
}

const Part* Index::part(const Json& schema) const {
    const auto found = m_parts.find(&schema);
    return found == m_parts.end() ? nullptr : &found->second;
}

const Json& Index::addDocument(Json document, const std::string& uri, Draft draft) {
    m_documents.push_back(std::make_unique<const Json>(std::move(document)));
    const Json& root = *m_documents.back();
    walk(root, addResource(uri, root, draft, true), "");
    return root;
}

Resource& Index::addResource(std::string uri, const Json& root, Draft draft, bool validates) {
    auto made = std::make_unique<Resource>();
    made->uri = std::move(uri);
    made->root = &root;
    made->draft = draft;
    made->validates = validates;
    if (root.is_object()) readMetaSchema(*made);
    m_resources.push_back(std::move(made));
    Resource& kept = *m_resources.back();
    m_resourceByUri[kept.uri] = &kept;
    return kept;
}

void Index::readMetaSchema(Resource& resource) {
    const std::string uri(withoutFragment(textOf(*resource.root, "$schema")));
    if (uri.empty()) return;
    if (const auto draft = draftNamed(uri)) {
        resource.draft = *draft;
        return;
    }
    const auto document = m_options.resolver ? m_options.resolver(uri) : std::nullopt;
    if (!document || !document->is_object()) return;
    if (const auto draft = draftNamed(textOf(*document, "$schema"))) resource.draft = *draft;
    const auto vocabulary = document->find("$vocabulary");
    resource.validates = vocabulary == document->end() || vocabulary->contains(kValidationVocabulary);
}

void Index::walk(const Json& schema, Resource& around, const std::string& path) {
    if (schema.is_boolean() || m_parts.contains(&schema)) return;
    if (!schema.is_object()) fail("schema.not_a_schema", path, {{"reason", schema.type_name()}});
    Resource& resource = enter(schema, around);
    m_parts[&schema].resource = &resource;
    if (schema.contains("$ref") || schema.contains("$dynamicRef")) m_pending.push_back({&schema, path});
    nameAnchors(schema, resource);
    keepPatterns(schema, path);
    walkParts(schema, resource, path);
}

Resource& Index::enter(const Json& schema, Resource& around) {
    const std::string id = textOf(schema, "$id");
    if (id.empty() || id.starts_with('#') || isOnlyReference(schema, around.draft)) return around;
    std::string uri(withoutFragment(resolveUri(around.uri, id)));
    if (uri == around.uri && around.root == &schema) return around;
    return addResource(std::move(uri), schema, around.draft, around.validates);
}

void Index::nameAnchors(const Json& schema, Resource& resource) {
    if (isOnlyReference(schema, resource.draft)) return;
    const std::string id = textOf(schema, "$id");
    if (resource.draft == Draft::V7 && !fragmentOf(id).empty()) resource.anchors.emplace(fragmentOf(id), &schema);
    const std::string anchor = textOf(schema, "$anchor");
    if (!anchor.empty()) resource.anchors.emplace(anchor, &schema);
    const std::string dynamic = textOf(schema, "$dynamicAnchor");
    if (dynamic.empty()) return;
    resource.anchors.emplace(dynamic, &schema);
    resource.dynamicAnchors.emplace(dynamic, &schema);
}

void Index::walkParts(const Json& schema, Resource& resource, const std::string& path) {
    m_usesUnevaluated |= schema.contains("unevaluatedItems") || schema.contains("unevaluatedProperties");
    for (const std::string_view key : kOne) {
        const auto found = schema.find(key);
        if (found != schema.end() && !found->is_array()) walk(*found, resource, path + pointerStep(key));
    }
    for (const std::string_view key : kLists) {
        const auto found = schema.find(key);
        if (found == schema.end() || !found->is_array()) continue;
        for (std::size_t i = 0; i < found->size(); ++i) {
            walk((*found)[i], resource, path + pointerStep(key) + "/" + std::to_string(i));
        }
    }
    for (const std::string_view key : kMaps) {
        const auto found = schema.find(key);
        if (found == schema.end() || !found->is_object()) continue;
        for (const auto& [name, inner] : found->items()) {
            if (!inner.is_array()) walk(inner, resource, path + pointerStep(key) + pointerStep(name));
        }
    }
}

void Index::keepPatterns(const Json& schema, const std::string& path) {
    const auto keep = [&](const std::string& text) {
        auto pattern = Pattern::compile(text);
        if (!pattern) fail("schema.bad_pattern", path, {{"pattern", text}});
        m_patterns.emplace(text, std::move(*pattern));
    };
    const std::string pattern = textOf(schema, "pattern");
    if (schema.contains("pattern")) keep(pattern);
    const auto byPattern = schema.find("patternProperties");
    if (byPattern == schema.end() || !byPattern->is_object()) return;
    for (const auto& entry : byPattern->items())
        keep(entry.key());
}

void Index::resolveReferences() {
    // Following a reference may load and walk more, which appends more references.
    for (std::size_t i = 0; i < m_pending.size(); ++i) {
        const Pending pending = m_pending[i];
        const Resource& resource = *m_parts.at(pending.schema).resource;
        const std::string reference = textOf(*pending.schema, "$ref");
        if (pending.schema->contains("$ref")) {
            const Json& found = target(resource, reference, pending.path);
            m_parts.at(pending.schema).reference = &found;
        }
        if (!pending.schema->contains("$dynamicRef") || resource.draft == Draft::V7) continue;
        const std::string dynamic = textOf(*pending.schema, "$dynamicRef");
        const Json& found = target(resource, dynamic, pending.path);
        Part& part = m_parts.at(pending.schema);
        part.dynamicReference = &found;
        const std::string name(fragmentOf(dynamic));
        if (!name.empty() && found.is_object() && textOf(found, "$dynamicAnchor") == name) part.dynamicName = name;
    }
}

const Json& Index::target(const Resource& from, const std::string& reference, const std::string& path) {
    const std::string uri = resolveUri(from.uri, reference);
    Resource* resource = resourceAt(std::string(withoutFragment(uri)), from.draft);
    const std::string fragment = percentDecoded(fragmentOf(uri));
    const Json* found = nullptr;
    if (resource && (fragment.empty() || fragment.starts_with('/'))) {
        found = follow(*resource, fragment);
    } else if (resource) {
        const auto anchor = resource->anchors.find(fragment);
        found = anchor == resource->anchors.end() ? nullptr : anchor->second;
    }
    if (!found || !isSchema(*found)) fail("schema.unknown_reference", path, {{"reference", reference}});
    return *found;
}

const Json* Index::follow(Resource& resource, const std::string& pointer) {
    const Json* at = resource.root;
    Resource* around = &resource;
    for (std::size_t start = 1; start <= pointer.size();) {
        const std::size_t end = std::min(pointer.find('/', start), pointer.size());
        at = child(*at, unescaped(pointer.substr(start, end - start)));
        if (!at) return nullptr;
        if (const Part* known = part(*at)) around = known->resource;
        start = end + 1;
    }
    // A place that no keyword names, such as "#/components/x", is a schema because it is referred to.
    if (isSchema(*at)) walk(*at, *around, pointer);
    return at;
}

Resource* Index::resourceAt(const std::string& uri, Draft draft) {
    const auto known = m_resourceByUri.find(uri);
    if (known != m_resourceByUri.end()) return known->second;
    auto document = m_options.resolver ? m_options.resolver(uri) : std::nullopt;
    if (!document) document = builtInMetaSchema(uri);
    if (!document) return nullptr;
    const Json& root = addDocument(std::move(*document), uri, draft);
    const Part* whole = part(root);
    return whole ? whole->resource : m_resourceByUri.at(uri);
}

}  // namespace heddle::schema
