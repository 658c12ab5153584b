#pragma once
#include "core/domain/workflow_template.h"

#include <QColor>
#include <QString>

namespace heddle::app {

/// The template's texts in the language the program runs in. Templates bring their own translations.
QString templateWords(const domain::WorkflowTemplate& value, const std::string& english);
QString templateTitle(const domain::WorkflowTemplate& value);
QString templateDescription(const domain::WorkflowTemplate& value);
/// Title, description, tags, in English too: what a search looks through.
QString templateSearchText(const domain::WorkflowTemplate& value);
/// The hue of its category.
QColor templateColor(const domain::WorkflowTemplate& value);
/// Its example as a person would type it; empty when there is none.
QString exampleText(const Json& example);

}  // namespace heddle::app
