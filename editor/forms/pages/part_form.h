#pragma once
#include "editor/forms/schema_form.h"

#include <functional>

namespace heddle::editor {

/// A form over the JSON of one part of the document: a node, an edge, a property. The document leaves defaults out, the
/// form does not: what is the same to the document is never shown anew, so that "1" stays while one types "12".
class PartForm : public SchemaForm {
    Q_OBJECT

public:
    /// How the document would write a value down; throws heddle::Error when it cannot be read.
    using Canonical = std::function<Json(const Json& value)>;

    PartForm(const FormContext& context, const Json& schema, Canonical canonical, QWidget* parent);

    /// The part as the document has it.
    void showPart(const Json& current);

signals:
    void partEdited(const heddle::Json& part, bool continuous);

private:
    Json canonical(const Json& value) const;

    Canonical m_canonical;
    Json m_current;
};

/// The schemas of the inspector's own forms, with titles for translation in the context "Inspector".
Json errorPolicySchema();
Json retrySchema();
Json timeSchema();
Json edgeSchema(const std::string& kind);
Json joinSchema();
Json workflowSchema();

}  // namespace heddle::editor
