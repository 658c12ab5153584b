#pragma once
#include "editor/code/code_editor.h"
#include "editor/look/theme.h"

#include <QString>

#include <functional>
#include <string>
#include <vector>

namespace heddle::editor {

/// One entry of an editable list of choices.
struct Choice {
    QString value;   ///< what is stored
    QString title;   ///< what is shown; empty: the value
    QString detail;  ///< shown small beside it: "offline", "replace" …
};

/// The choices for a schema's "format" ("model", "state-field", "node", "tool" …), asked when a list opens.
using ChoiceSource = std::function<std::vector<Choice>(const std::string& format)>;

/// The words of a schema (titles, descriptions, enum titles) in the person's language.
using TranslateSchema = std::function<QString(const std::string& english)>;

/// What a form is given from outside. Members that are not set do nothing.
struct FormContext {
    Theme theme = Theme::dark();
    TranslateSchema translate;
    ChoiceSource choices;
    CompletionSource completions;

    QString words(const std::string& english) const {
        return translate ? translate(english) : QString::fromStdString(english);
    }
};

}  // namespace heddle::editor
