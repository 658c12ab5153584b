#include "core/services/templates/template_service.h"

#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/base/problem.h"
#include "core/schema/schema.h"
#include "core/services/templates/embedded_templates.h"

namespace heddle::services {

TemplateService::TemplateService() {
    for (const auto text : embeddedTemplates()) {
        m_templates.push_back(domain::templateFromJson(parseJson(text, "a built-in template")));
    }
}

const domain::WorkflowTemplate& TemplateService::get(const std::string& id) const {
    for (const auto& value : m_templates) {
        if (value.id == id) return value;
    }
    throw Error(ErrorKind::NotFound, "template.not_found", {{"template", id}});
}

domain::WorkflowDocument TemplateService::instantiate(const std::string& id, const Json& parameters,
                                                      const std::string& language) const {
    return instanceOf(get(id), parameters, language);
}

domain::WorkflowDocument instanceOf(const domain::WorkflowTemplate& value, const Json& parameters,
                                    const std::string& language) {
    Json given = parameters.is_object() ? parameters : Json::object();
    const schema::Schema schema = schema::compile(value.parameterSchema);
    const Problems problems = schema.validate(schema.withDefaults(given));
    if (hasErrors(problems)) {
        const Problem& first = problems.front();
        throw Error(ErrorKind::InvalidArgument, "template.parameters",
                    {{"template", value.id}, {"path", first.path}, {"reason", messageText(first.code, first.facts)}});
    }
    return domain::instantiate(value.inLanguage(language), given);
}

}  // namespace heddle::services
