#include "editor/code/lexers.h"

#include "editor/code/highlight.h"

#include <Qsci/qscilexercustom.h>
#include <Qsci/qscilexerjavascript.h>
#include <Qsci/qscilexerjson.h>
#include <Qsci/qscilexerpython.h>
#include <Qsci/qsciscintilla.h>

#include <map>

namespace heddle::editor {
namespace {

/// Prompts and CEL: the looks of highlight.h are the styles.
class LooksLexer : public QsciLexerCustom {
public:
    LooksLexer(CodeLanguage language, QObject* parent) : QsciLexerCustom(parent), m_language(language) {}

    const char* language() const override { return m_language == CodeLanguage::Cel ? "CEL" : "Prompt"; }
    QString description(int style) const override {
        return style < kLooks ? QStringLiteral("Look %1").arg(style) : QString();
    }
    void styleText(int start, int end) override;

private:
    CodeLanguage m_language;
};

void LooksLexer::styleText(int start, int end) {
    const auto ask = [this](unsigned int message, unsigned long first = 0, long second = 0) {
        return static_cast<int>(editor()->SendScintilla(message, first, second));
    };
    using Sci = QsciScintillaBase;
    int line = ask(Sci::SCI_LINEFROMPOSITION, static_cast<unsigned long>(start));
    int state = line > 0 ? ask(Sci::SCI_GETLINESTATE, static_cast<unsigned long>(line - 1)) : 0;
    int at = ask(Sci::SCI_POSITIONFROMLINE, static_cast<unsigned long>(line));
    const int lines = ask(Sci::SCI_GETLINECOUNT);
    startStyling(at);
    for (; line < lines && at <= end; ++line) {
        QByteArray text(ask(Sci::SCI_LINELENGTH, static_cast<unsigned long>(line)), '\0');
        if (!text.isEmpty()) {
            editor()->SendScintilla(Sci::SCI_GETLINE, static_cast<unsigned long>(line), text.data());
        }
        const std::string_view view(text.constData(), static_cast<std::size_t>(text.size()));
        const std::vector<Look> looks = m_language == CodeLanguage::Cel ? celLooks(view) : promptLooks(view, state);
        for (std::size_t from = 0; from < looks.size();) {
            std::size_t to = from + 1;
            while (to < looks.size() && looks[to] == looks[from])
                ++to;
            setStyling(static_cast<int>(to - from), static_cast<int>(looks[from]));
            from = to;
        }
        editor()->SendScintilla(Sci::SCI_SETLINESTATE, static_cast<unsigned long>(line), static_cast<long>(state));
        at += static_cast<int>(text.size());
    }
}

/// The colours of code, by what a piece is.
QColor colourOf(Look look, const Theme& theme) {
    switch (look) {
        case Look::Heading:
        case Look::Brace:
        case Look::Link:
        case Look::Function:
            return theme.accent;
        case Look::Keyword:
            return theme.isDark ? QColor("#c792ea") : QColor("#8b3fc7");
        case Look::String:
        case Look::CodeSpan:
            return theme.ok;
        case Look::Number:
        case Look::Bullet:
            return theme.warn;
        case Look::Operator:
        case Look::Quote:
            return theme.textSoft;
        case Look::Comment:
            return theme.textFaint;
        default:
            return theme.text;
    }
}

using Styles = std::map<int, Look>;

const Styles& stylesOf(CodeLanguage language) {
    using Js = QsciLexerJavaScript;
    using Py = QsciLexerPython;
    using Jn = QsciLexerJSON;
    static const Styles json = {
        {Jn::Number, Look::Number},        {Jn::String, Look::String},         {Jn::UnclosedString, Look::String},
        {Jn::Property, Look::Function},    {Jn::EscapeSequence, Look::Number}, {Jn::CommentLine, Look::Comment},
        {Jn::CommentBlock, Look::Comment}, {Jn::Operator, Look::Operator},     {Jn::Keyword, Look::Keyword}};
    static const Styles python = {{Py::Comment, Look::Comment},
                                  {Py::CommentBlock, Look::Comment},
                                  {Py::Number, Look::Number},
                                  {Py::DoubleQuotedString, Look::String},
                                  {Py::SingleQuotedString, Look::String},
                                  {Py::TripleSingleQuotedString, Look::String},
                                  {Py::TripleDoubleQuotedString, Look::String},
                                  {Py::UnclosedString, Look::String},
                                  {Py::SingleQuotedFString, Look::String},
                                  {Py::DoubleQuotedFString, Look::String},
                                  {Py::TripleSingleQuotedFString, Look::String},
                                  {Py::TripleDoubleQuotedFString, Look::String},
                                  {Py::Keyword, Look::Keyword},
                                  {Py::ClassName, Look::Function},
                                  {Py::FunctionMethodName, Look::Function},
                                  {Py::Decorator, Look::Number},
                                  {Py::Operator, Look::Operator}};
    static const Styles script = {{Js::Comment, Look::Comment},
                                  {Js::CommentLine, Look::Comment},
                                  {Js::CommentDoc, Look::Comment},
                                  {Js::CommentLineDoc, Look::Comment},
                                  {Js::Number, Look::Number},
                                  {Js::DoubleQuotedString, Look::String},
                                  {Js::SingleQuotedString, Look::String},
                                  {Js::UnclosedString, Look::String},
                                  {Js::RawString, Look::String},
                                  {Js::Regex, Look::String},
                                  {Js::Keyword, Look::Keyword},
                                  {Js::Operator, Look::Operator}};
    static const Styles none;
    switch (language) {
        case CodeLanguage::Json:
            return json;
        case CodeLanguage::Python:
            return python;
        case CodeLanguage::JavaScript:
            return script;
        default:
            return none;
    }
}

bool isOwn(CodeLanguage language) { return language == CodeLanguage::Prompt || language == CodeLanguage::Cel; }

/// Expressions stand out of a prompt's prose by a tint behind them.
bool isInExpression(Look look) { return look >= Look::Brace; }

/// Prose is set in the window's font, sized in points as QScintilla needs it.
QFont proseFont() {
    QFont font = uiFont();
    font.setPointSizeF(10);
    return font;
}

void colourLooks(QsciLexer& lexer, CodeLanguage language, const Theme& theme) {
    for (int style = 0; style < kLooks; ++style) {
        const auto look = static_cast<Look>(style);
        const bool isProse = language == CodeLanguage::Prompt && !isInExpression(look) && look != Look::CodeSpan;
        QFont font = isProse ? proseFont() : codeFont();
        font.setBold(look == Look::Heading || look == Look::Strong);
        font.setItalic(look == Look::Emphasis);
        lexer.setFont(font, style);
        lexer.setColor(colourOf(look, theme), style);
        const bool isTinted = language == CodeLanguage::Prompt && isInExpression(look);
        lexer.setPaper(isTinted ? theme.accentSoft : theme.field, style);
    }
}

}  // namespace

void colourLexer(QsciLexer& lexer, CodeLanguage language, const Theme& theme) {
    lexer.setDefaultFont(codeFont());
    lexer.setDefaultColor(theme.text);
    lexer.setDefaultPaper(theme.field);
    lexer.setFont(codeFont());
    lexer.setPaper(theme.field);
    lexer.setColor(theme.text);
    if (isOwn(language)) {
        colourLooks(lexer, language, theme);
        return;
    }
    for (const auto& [style, look] : stylesOf(language))
        lexer.setColor(colourOf(look, theme), style);
}

QsciLexer* makeLexer(CodeLanguage language, const Theme& theme, QObject* parent) {
    QsciLexer* lexer = nullptr;
    switch (language) {
        case CodeLanguage::Plain:
            return nullptr;
        case CodeLanguage::Prompt:
        case CodeLanguage::Cel:
            lexer = new LooksLexer(language, parent);
            break;
        case CodeLanguage::Json:
            lexer = new QsciLexerJSON(parent);
            break;
        case CodeLanguage::Python:
            lexer = new QsciLexerPython(parent);
            break;
        case CodeLanguage::JavaScript:
            lexer = new QsciLexerJavaScript(parent);
            break;
    }
    colourLexer(*lexer, language, theme);
    return lexer;
}

}  // namespace heddle::editor
