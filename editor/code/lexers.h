#pragma once
#include "editor/code/code_editor.h"

class QsciLexer;
class QsciScintilla;

namespace heddle::editor {

/// The lexer of a language with all its colours, or null for plain text. `parent` owns it.
QsciLexer* makeLexer(CodeLanguage language, const Theme& theme, QObject* parent);

/// Gives an existing lexer another theme's colours.
void colourLexer(QsciLexer& lexer, CodeLanguage language, const Theme& theme);

}  // namespace heddle::editor
