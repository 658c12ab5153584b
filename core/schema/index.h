#pragma once
#include "core/base/pattern.h"
#include "core/schema/schema.h"

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace heddle::schema {

/// A schema with a URI of its own: a document, or a part with `$id`.
struct Resource {
    std::string uri;
    const Json* root = nullptr;
    Draft draft = Draft::V2020;
    bool validates = true;  ///< false when its meta-schema leaves the validation vocabulary out
    std::map<std::string, const Json*, std::less<>> anchors;
    std::map<std::string, const Json*, std::less<>> dynamicAnchors;
};

/// What compiling found out about one schema object.
struct Part {
    Resource* resource = nullptr;
    const Json* reference = nullptr;         ///< target of `$ref`
    const Json* dynamicReference = nullptr;  ///< target of `$dynamicRef` when nothing in the dynamic scope replaces it
    std::string dynamicName;                 ///< the dynamic anchor that may replace it; empty when none may
};

/// All documents of a compiled schema with their resources, references and patterns. Schemas are known by their
/// address; nothing moves after compiling.
class Index {
public:
    Index(Json schema, const Options& options);

    const Json& root() const { return *m_root; }
    /// Null for what is no schema object here.
    const Part* part(const Json& schema) const;
    /// Of a text that the schema holds as a pattern.
    const Pattern& pattern(const std::string& text) const { return m_patterns.at(text); }
    bool usesUnevaluated() const { return m_usesUnevaluated; }
    bool assertsFormats() const { return m_assertsFormats; }

private:
    struct Pending {
        const Json* schema;
        std::string path;
    };

    const Json& addDocument(Json document, const std::string& uri, Draft draft);
    Resource& addResource(std::string uri, const Json& root, Draft draft, bool validates);
    void walk(const Json& schema, Resource& around, const std::string& path);
    Resource& enter(const Json& schema, Resource& around);
    static void nameAnchors(const Json& schema, Resource& resource);
    void walkParts(const Json& schema, Resource& resource, const std::string& path);
    void keepPatterns(const Json& schema, const std::string& path);
    void resolveReferences();
    const Json& target(const Resource& from, const std::string& reference, const std::string& path);
    const Json* follow(Resource& resource, const std::string& pointer);
    Resource* resourceAt(const std::string& uri, Draft draft);
    void readMetaSchema(Resource& resource);

    Options m_options;
    const Json* m_root = nullptr;
    std::vector<std::unique_ptr<const Json>> m_documents;
    std::vector<std::unique_ptr<Resource>> m_resources;
    std::map<std::string, Resource*, std::less<>> m_resourceByUri;
    std::unordered_map<const Json*, Part> m_parts;
    std::map<std::string, Pattern> m_patterns;
    std::vector<Pending> m_pending;
    bool m_usesUnevaluated = false;
    bool m_assertsFormats = false;
};

}  // namespace heddle::schema
