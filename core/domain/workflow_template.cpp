#include "core/domain/workflow_template.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <functional>

namespace heddle::domain {
namespace {

/// Fills places in one definition; `values` has every parameter.
class Filling {
public:
    Filling(const std::string& templateId, const Json& values) : m_templateId(templateId), m_values(values) {}

    Json fill(const Json& place) const {
        if (place.is_string()) return fillText(place.get_ref<const std::string&>());
        if (place.is_array()) {
            Json list = Json::array();
            for (const auto& item : place)
                list.push_back(fill(item));
            return list;
        }
        if (!place.is_object()) return place;
        if (const auto it = place.find("$param"); it != place.end() && place.size() == 1)
            return value(it->is_string() ? it->get<std::string>() : compactJson(*it));
        Json object = Json::object();
        for (const auto& [key, member] : place.items())
            object[key] = fill(member);
        return object;
    }

private:
    const Json& value(const std::string& name) const {
        const auto it = m_values.find(name);
        if (it == m_values.end()) {
            throw Error(ErrorKind::InvalidArgument, "template.missing_parameter",
                        {{"template", m_templateId}, {"parameter", name}});
        }
        return *it;
    }

    std::string fillText(std::string_view text) const {
        std::string result;
        while (true) {
            const auto at = text.find("${");
            const auto close = at == std::string_view::npos ? at : text.find('}', at);
            if (close == std::string_view::npos) return result.append(text);
            const bool escaped = at > 0 && text[at - 1] == '$';
            result += text.substr(0, escaped ? at - 1 : at);
            if (escaped) {
                result += "${";
                text.remove_prefix(at + 2);
                continue;
            }
            const Json& filled = value(std::string(text.substr(at + 2, close - at - 2)));
            result += filled.is_string() ? filled.get<std::string>() : compactJson(filled);
            text.remove_prefix(close + 1);
        }
    }

    const std::string& m_templateId;
    const Json& m_values;
};

/// Members of a definition that people or models read; all else is names and expressions.
bool isText(std::string_view member) {
    constexpr std::array<std::string_view, 7> kTexts{"title",  "description",  "text",     "prompt",
                                                     "system", "instructions", "separator"};
    return std::find(kTexts.begin(), kTexts.end(), member) != kTexts.end();
}

}  // namespace

std::string WorkflowTemplate::translated(const std::string& english, const std::string& language) const {
    const auto texts = translations.find(language);
    if (texts == translations.end() || !texts->is_object()) return english;
    const auto it = texts->find(english);
    return it != texts->end() && it->is_string() ? it->get<std::string>() : english;
}

WorkflowTemplate WorkflowTemplate::inLanguage(const std::string& language) const {
    WorkflowTemplate copy = *this;
    const std::function<void(Json&)> translate = [&](Json& value) {
        for (const auto& item : value.items()) {
            Json& member = item.value();
            if (member.is_structured()) translate(member);
            if (member.is_string() && isText(item.key())) {
                member = translated(member.get_ref<const std::string&>(), language);
            }
        }
    };
    translate(copy.definition);
    if (exampleInput.is_string()) {
        copy.exampleInput = translated(exampleInput.get_ref<const std::string&>(), language);
    } else if (exampleInput.is_object()) {
        for (auto& field : copy.exampleInput)
            if (field.is_string()) field = translated(field.get_ref<const std::string&>(), language);
    }
    const auto properties = copy.parameterSchema.find("properties");
    if (properties != copy.parameterSchema.end()) {
        for (Json& property : *properties) {
            const bool isFreeText = !property.contains("enum") && property.contains("default");
            if (isFreeText && property["default"].is_string()) {
                property["default"] = translated(property["default"].get_ref<const std::string&>(), language);
            }
        }
    }
    copy.title = translated(title, language);
    copy.description = translated(description, language);
    return copy;
}

WorkflowTemplate templateFromJson(const Json& json) {
    const JsonReader in(json);
    WorkflowTemplate value;
    value.id = in.string("id");
    value.title = in.string("title", value.id);
    value.description = in.string("description", "");
    value.category = in.string("category", "");
    value.icon = in.string("icon", "box");
    value.version = in.string("version", value.version);
    value.tags = in.strings("tags");
    value.parameterSchema = in.object("parameter_schema");
    value.definition = in.object("definition");
    value.layout = in.object("layout");
    value.exampleInput = in.value("example_input");
    value.runsOffline = in.boolean("runs_offline", false);
    value.translations = in.object("translations");
    value.extra = in.unread();
    return value;
}

Json toJson(const WorkflowTemplate& value) {
    Json json = value.extra;
    json.update({{"id", value.id},
                 {"title", value.title},
                 {"description", value.description},
                 {"category", value.category},
                 {"icon", value.icon},
                 {"version", value.version},
                 {"tags", value.tags},
                 {"parameter_schema", value.parameterSchema},
                 {"definition", value.definition},
                 {"layout", value.layout},
                 {"example_input", value.exampleInput},
                 {"runs_offline", value.runsOffline},
                 {"translations", value.translations}});
    return json;
}

Json defaultParameters(const WorkflowTemplate& value) {
    Json values = Json::object();
    const Json properties = value.parameterSchema.value("properties", Json::object());
    for (const auto& [name, schema] : properties.items()) {
        if (schema.contains("default")) values[name] = schema["default"];
    }
    return values;
}

WorkflowDocument instantiate(const WorkflowTemplate& value, const Json& parameters) {
    Json values = defaultParameters(value);
    const Json known = value.parameterSchema.value("properties", Json::object());
    for (const auto& [name, given] : parameters.items()) {
        if (!known.contains(name)) {
            throw Error(ErrorKind::InvalidArgument, "template.unknown_parameter",
                        {{"template", value.id}, {"parameter", name}});
        }
        values[name] = given;
    }
    WorkflowDocument document;
    document.graph = graphFromJson(Filling(value.id, values).fill(value.definition));
    document.layout = layoutFromJson(value.layout);
    return document;
}

}  // namespace heddle::domain
