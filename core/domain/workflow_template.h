#pragma once
#include "core/domain/graph_edit.h"

#include <map>
#include <string>
#include <vector>

namespace heddle::domain {

/// A graph with places for parameters (design 3.4.2). In its definition, `{"$param": "name"}` stands for a whole value
/// and
/// `${name}` inside a text for the value as text; `$${` is a literal `${`.
struct WorkflowTemplate {
    std::string id;  ///< "multi-agent-review"
    std::string title;
    std::string description;
    std::string category;
    std::string icon;
    std::string version = "1.0.0";
    std::vector<std::string> tags;
    Json parameterSchema = Json::object();  ///< JSON Schema (object) of the parameters, with defaults
    Json definition = Json::object();       ///< a workflow file's JSON with places for parameters
    Json layout = Json::object();
    Json exampleInput;  ///< text, or an object of state fields, that shows what it does
    bool runsOffline = false;
    Json translations = Json::object();  ///< {"zh_CN": {English text: translated text}}
    Json extra = Json::object();

    bool operator==(const WorkflowTemplate&) const = default;
    /// `english` in `language` ("zh_CN"), or as it is.
    std::string translated(const std::string& english, const std::string& language) const;
    /// The template with all its texts, those of the definition included, in `language` where they are translated.
    WorkflowTemplate inLanguage(const std::string& language) const;
};

WorkflowTemplate templateFromJson(const Json& json);
Json toJson(const WorkflowTemplate& value);

/// The parameters' defaults, from the parameter schema.
Json defaultParameters(const WorkflowTemplate& value);

/// The workflow with every place filled; missing parameters take their defaults. Throws Error(InvalidArgument,
/// "template.unknown_parameter" | "template.missing_parameter") with facts `template` and `parameter`.
WorkflowDocument instantiate(const WorkflowTemplate& value, const Json& parameters);

}  // namespace heddle::domain
