#pragma once
#include "core/domain/workflow_template.h"

#include <string>
#include <vector>

namespace heddle::services {

/// The built-in templates (resources/templates, compiled in). Read-only and shared; safe from any thread.
class TemplateService {
public:
    /// Reads the built-in templates; a broken one is our own mistake and throws.
    TemplateService();

    const std::vector<domain::WorkflowTemplate>& all() const { return m_templates; }
    /// Throws Error(NotFound, "template.not_found") with the fact `template`.
    const domain::WorkflowTemplate& get(const std::string& id) const;
    /// The parameters checked against the template's schema, defaults filled in, then instantiated, with its texts in
    /// `language` ("zh_CN"; empty: English). Throws
    /// Error(InvalidArgument, "template.parameters") with the facts `template`, `path` and `reason`.
    domain::WorkflowDocument instantiate(const std::string& id, const Json& parameters,
                                         const std::string& language = {}) const;

private:
    std::vector<domain::WorkflowTemplate> m_templates;
};

/// As TemplateService::instantiate, of any template.
domain::WorkflowDocument instanceOf(const domain::WorkflowTemplate& value, const Json& parameters,
                                    const std::string& language = {});

}  // namespace heddle::services
