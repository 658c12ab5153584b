#include "editor/code/code_editor.h"

#include "editor/code/code_surface.h"
#include "editor/code/find_bar.h"
#include "editor/code/lexers.h"
#include "editor/look/icons.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QToolTip>
#include <QVBoxLayout>
#include <Qsci/qscilexer.h>

namespace heddle::editor {
namespace {

using Sci = QsciScintillaBase;

constexpr int kNumberMargin = 0;
constexpr int kMarkMargin = 1;
constexpr int kFirstIndicator = 8;  ///< below are the lexers'
constexpr int kShortestPrefix = 1;

QColor colourOf(Severity severity, const Theme& theme) {
    switch (severity) {
        case Severity::Error:
            return theme.error;
        case Severity::Warning:
            return theme.warn;
        case Severity::Info:
            return theme.accent;
    }
    return theme.error;
}

QString iconOf(Severity severity) {
    switch (severity) {
        case Severity::Error:
            return "circle-alert";
        case Severity::Warning:
            return "triangle-alert";
        case Severity::Info:
            return "info";
    }
    return {};
}

/// QScintilla hands one family name to the painter, so the Chinese face has to stand behind the family itself.
void addChineseFaces() {
    QFont::insertSubstitution("Inter", "Noto Sans CJK SC");
    QFont::insertSubstitution("JetBrains Mono", "Noto Sans Mono CJK SC");
}

bool isWordPart(QChar c) { return c.isLetterOrNumber() || c == '_'; }

/// The dotted path that ends at the end of `before`: its scope and the word that is being typed.
std::pair<QString, QString> pathAtEnd(const QString& before) {
    qsizetype word = before.size();
    while (word > 0 && isWordPart(before[word - 1]))
        --word;
    qsizetype scope = word;
    while (scope > 0 && (isWordPart(before[scope - 1]) || before[scope - 1] == '.'))
        --scope;
    QString path = before.mid(scope, word - scope);
    if (path.endsWith('.')) path.chop(1);
    return {path, before.mid(word)};
}

/// Whether the end of `before` is inside of `{{ … }}`.
bool isInBraces(const QString& before) { return before.lastIndexOf("{{") > before.lastIndexOf("}}"); }

}  // namespace

CodeEditor::CodeEditor(CodeLanguage language, const Theme& theme, QWidget* parent)
    : QFrame(parent), m_language(language), m_theme(theme) {
    addChineseFaces();
    m_surface = new CodeSurface(this);
    m_surface->setUtf8(true);
    m_surface->setFrameShape(QFrame::NoFrame);
    m_surface->setEolMode(QsciScintilla::EolUnix);
    m_surface->setIndentationsUseTabs(false);
    m_surface->setTabWidth(4);
    m_surface->setAutoIndent(true);
    m_surface->setFolding(QsciScintilla::NoFoldStyle);
    m_surface->setLexer(makeLexer(language, theme, m_surface));
    m_surface->SendScintilla(Sci::SCI_SETSCROLLWIDTHTRACKING, 1UL);
    m_surface->SendScintilla(Sci::SCI_SETSCROLLWIDTH, 1UL);
    m_surface->SendScintilla(Sci::SCI_AUTOCSETIGNORECASE, 1UL);
    m_surface->SendScintilla(Sci::SCI_AUTOCSETSEPARATOR, static_cast<unsigned long>('\n'));
    m_surface->SendScintilla(Sci::SCI_AUTOCSETTYPESEPARATOR, 1UL);
    m_surface->installEventFilter(this);
    m_surface->viewport()->installEventFilter(this);
    setFocusProxy(m_surface);

    m_placeholder = new QLabel(m_surface->viewport());
    m_placeholder->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_placeholder->hide();
    m_find = new FindBar(*m_surface, theme, this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(m_surface, 1);
    column->addWidget(m_find);

    connect(m_surface, &QsciScintilla::textChanged, this, &CodeEditor::textChanged);
    connect(m_surface, &CodeSurface::composed, this, &CodeEditor::textChanged);
    connect(m_surface, &Sci::SCN_CHARADDED, this, &CodeEditor::showCompletions);
    connect(m_surface, &Sci::SCN_PAINTED, this, &CodeEditor::fitHeight);
    m_surface->setWrapMode(language == CodeLanguage::Prompt || language == CodeLanguage::Plain
                               ? QsciScintilla::WrapWord
                               : QsciScintilla::WrapNone);
    setTheme(theme);
}

CodeEditor::~CodeEditor() = default;

QString CodeEditor::text() const { return m_surface->text(); }

void CodeEditor::setText(const QString& text) {
    if (text == m_surface->text()) return;
    const long caret = m_surface->tell(Sci::SCI_GETCURRENTPOS);
    const long top = m_surface->tell(Sci::SCI_GETFIRSTVISIBLELINE);
    m_shown = text;
    const bool wasReadOnly = m_surface->isReadOnly();
    m_surface->setReadOnly(false);
    m_surface->setText(text);
    m_surface->setReadOnly(wasReadOnly);
    m_surface->SendScintilla(Sci::SCI_EMPTYUNDOBUFFER);
    m_surface->SendScintilla(Sci::SCI_GOTOPOS, static_cast<unsigned long>(caret));
    m_surface->SendScintilla(Sci::SCI_SETFIRSTVISIBLELINE, static_cast<unsigned long>(top));
    m_changed = false;
    placePlaceholder();
    fitHeight();
}

void CodeEditor::setReadOnly(bool readOnly) { m_surface->setReadOnly(readOnly); }

void CodeEditor::setLineNumbers(bool shown) {
    m_lineNumbers = shown;
    fitMargins();
}

void CodeEditor::setPlaceholder(const QString& text) {
    m_placeholder->setText(text);
    placePlaceholder();
}

void CodeEditor::setCompact(int fewest, int most) {
    m_fewest = fewest;
    m_most = most;
    m_surface->setField(true);
    m_surface->setWrapMode(QsciScintilla::WrapWord);
    m_surface->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_surface->SendScintilla(Sci::SCI_SETMARGINLEFT, 0UL, 7L);
    m_surface->SendScintilla(Sci::SCI_SETEXTRAASCENT, 2UL);
    m_surface->SendScintilla(Sci::SCI_SETEXTRADESCENT, 2UL);
    layout()->setContentsMargins(2, 4, 2, 4);
    fitMargins();
    fitHeight();
}

void CodeEditor::setProblems(const std::vector<CodeProblem>& problems) {
    if (problems == m_problems) return;
    m_problems = problems;
    showProblems();
}

void CodeEditor::setCompletionSource(CompletionSource source) { m_completions = std::move(source); }

void CodeEditor::setTheme(const Theme& theme) {
    m_theme = theme;
    if (QsciLexer* lexer = m_surface->lexer()) {
        colourLexer(*lexer, m_language, theme);
    } else {
        QFont font = uiFont();
        font.setPointSizeF(10);
        m_surface->setFont(font);
        m_surface->setColor(theme.text);
        m_surface->setPaper(theme.field);
        for (const int style : {0, static_cast<int>(Sci::STYLE_DEFAULT)}) {
            m_surface->SendScintilla(Sci::SCI_STYLESETFORE, static_cast<unsigned long>(style), theme.text);
            m_surface->SendScintilla(Sci::SCI_STYLESETBACK, static_cast<unsigned long>(style), theme.field);
        }
    }
    m_surface->setCaretForegroundColor(theme.text);
    m_surface->setCaretLineVisible(m_fewest == 0);
    m_surface->setCaretLineBackgroundColor(theme.panel);
    m_surface->setSelectionBackgroundColor(theme.selection);
    m_surface->resetSelectionForegroundColor();
    m_surface->setMarginsBackgroundColor(theme.field);
    m_surface->setMarginsForegroundColor(theme.textFaint);
    m_surface->setMarginsFont(codeFont(9));
    m_surface->setFoldMarginColors(theme.field, theme.field);
    m_surface->setIndentationGuidesForegroundColor(theme.line);
    m_surface->setMatchedBraceBackgroundColor(theme.selection);
    m_surface->setMatchedBraceForegroundColor(theme.text);
    m_surface->setPalette(theme.palette());
    QPalette faint = m_placeholder->palette();
    faint.setColor(QPalette::WindowText, theme.textFaint);
    m_placeholder->setPalette(faint);
    QFont font = uiFont();
    font.setPointSizeF(10);
    m_placeholder->setFont(m_language == CodeLanguage::Prompt || m_language == CodeLanguage::Plain ? font : codeFont());
    for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Info}) {
        const int number = static_cast<int>(severity);
        const QColor colour = colourOf(severity, theme);
        m_surface->indicatorDefine(QsciScintilla::SquigglePixmapIndicator, kFirstIndicator + number);
        m_surface->setIndicatorForegroundColor(colour, kFirstIndicator + number);
        m_surface->markerDefine(iconPixmap(iconOf(severity), colour, 13), number);
    }
    m_find->setTheme(theme);
    fitMargins();
    update();
}

void CodeEditor::select(int from, int to) {
    const int start = m_surface->toByte(from);
    const int end = m_surface->toByte(to);
    m_surface->SendScintilla(Sci::SCI_SETSEL, static_cast<unsigned long>(start), static_cast<long>(end));
    m_surface->ensureCursorVisible();
}

void CodeEditor::openFind() { m_find->open(); }

QWidget* CodeEditor::surface() const { return m_surface; }

void CodeEditor::textChanged() {
    placePlaceholder();
    fitHeight();
    if (m_lineNumbers) fitMargins();
    if (m_surface->isComposing()) return;
    const QString now = m_surface->text();
    if (now == m_shown) return;
    m_shown = now;
    m_changed = true;
    emit textEdited(now);
}

void CodeEditor::showProblems() {
    m_surface->markerDeleteAll();
    const long length = m_surface->length();
    for (const Severity severity : {Severity::Info, Severity::Warning, Severity::Error}) {
        const int number = static_cast<int>(severity);
        m_surface->SendScintilla(Sci::SCI_SETINDICATORCURRENT, static_cast<unsigned long>(kFirstIndicator + number));
        m_surface->SendScintilla(Sci::SCI_INDICATORCLEARRANGE, 0UL, length);
        for (const CodeProblem& problem : m_problems) {
            if (problem.severity != severity) continue;
            const int from = m_surface->toByte(problem.from);
            const int to = m_surface->toByte(std::max(problem.to, problem.from + 1));
            m_surface->SendScintilla(Sci::SCI_INDICATORFILLRANGE, static_cast<unsigned long>(from),
                                     static_cast<long>(to - from));
            const long line = m_surface->tell(Sci::SCI_LINEFROMPOSITION, static_cast<unsigned long>(from));
            m_surface->markerAdd(static_cast<int>(line), number);
        }
    }
    fitMargins();
}

void CodeEditor::showCompletions() {
    const bool isCode = m_language == CodeLanguage::Cel || m_language == CodeLanguage::Prompt;
    if (!m_completions || !isCode || m_surface->isReadOnly()) return;
    const auto caret = static_cast<int>(m_surface->tell(Sci::SCI_GETCURRENTPOS));
    const QString before = QString::fromUtf8(m_surface->text().toUtf8().left(caret));
    if (m_language == CodeLanguage::Prompt && !isInBraces(before)) return;
    const auto [scope, word] = pathAtEnd(before);
    if (word.size() < kShortestPrefix && scope.isEmpty()) return;
    QStringList words;
    for (const CompletionWord& completion : m_completions(scope)) {
        if (completion.word.startsWith(word, Qt::CaseInsensitive) && completion.word != word) words << completion.word;
    }
    if (words.isEmpty()) {
        m_surface->SendScintilla(Sci::SCI_AUTOCCANCEL);
        return;
    }
    words.sort(Qt::CaseInsensitive);
    const QByteArray list = words.join('\n').toUtf8();
    m_surface->SendScintilla(Sci::SCI_AUTOCSHOW, static_cast<unsigned long>(word.toUtf8().size()), list.constData());
}

void CodeEditor::fitHeight() {
    if (m_fewest == 0) return;
    const int lines = std::clamp(m_surface->shownLines(), m_fewest, m_most);
    const auto line = static_cast<int>(m_surface->tell(Sci::SCI_TEXTHEIGHT, 0));
    const QMargins around = layout()->contentsMargins();
    const int height = lines * line + around.top() + around.bottom();
    const bool fits = m_surface->shownLines() <= m_most;
    m_surface->setVerticalScrollBarPolicy(fits ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    if (height != minimumHeight() || height != maximumHeight()) setFixedHeight(height);
}

void CodeEditor::fitMargins() {
    const bool hasNumbers = m_lineNumbers && m_fewest == 0;
    const QString widest = QString(static_cast<int>(QString::number(m_surface->lines()).size()) + 1, '9');
    m_surface->setMarginType(kNumberMargin, QsciScintilla::NumberMargin);
    if (hasNumbers) {
        m_surface->setMarginWidth(kNumberMargin, widest + "9");
    } else {
        m_surface->setMarginWidth(kNumberMargin, 0);
    }
    m_surface->setMarginType(kMarkMargin, QsciScintilla::SymbolMarginDefaultBackgroundColor);
    m_surface->setMarginMarkerMask(kMarkMargin, 0b111);
    m_surface->setMarginWidth(kMarkMargin, m_fewest == 0 && (hasNumbers || !m_problems.empty()) ? 18 : 0);
    m_surface->setMarginWidth(2, 0);
}

void CodeEditor::placePlaceholder() {
    const bool isShown = !m_placeholder->text().isEmpty() && m_surface->length() == 0 && !m_surface->isComposing();
    m_placeholder->setVisible(isShown);
    if (!isShown) return;
    const auto x = static_cast<int>(m_surface->tell(Sci::SCI_POINTXFROMPOSITION));
    const auto y = static_cast<int>(m_surface->tell(Sci::SCI_POINTYFROMPOSITION));
    const auto line = static_cast<int>(m_surface->tell(Sci::SCI_TEXTHEIGHT, 0));
    m_placeholder->setGeometry(x, y, m_surface->viewport()->width() - x, line);
}

void CodeEditor::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_surface->hasFocus() ? m_theme.accent : m_theme.fieldLine);
    painter.setBrush(m_theme.field);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

void CodeEditor::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    placePlaceholder();
}

void CodeEditor::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) fitHeight();
}

bool CodeEditor::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::ToolTip:
            if (watched == m_surface->viewport()) return showProblemTip(static_cast<QHelpEvent*>(event));
            break;
        case QEvent::FocusIn:
            update();
            break;
        case QEvent::FocusOut:
            update();
            if (watched == m_surface && m_changed) {
                m_changed = false;
                emit editingFinished();
            }
            break;
        case QEvent::Resize:
            if (watched == m_surface->viewport()) placePlaceholder();
            break;
        case QEvent::ShortcutOverride:
            if (watched == m_surface && m_fewest == 0 && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Find)) {
                event->accept();
                return true;
            }
            break;
        case QEvent::KeyPress:
            if (watched == m_surface && m_fewest == 0 && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Find)) {
                openFind();
                return true;
            }
            break;
        default:
            break;
    }
    return QFrame::eventFilter(watched, event);
}

bool CodeEditor::showProblemTip(QHelpEvent* event) {
    const long byte =
        m_surface->tell(Sci::SCI_POSITIONFROMPOINTCLOSE, static_cast<unsigned long>(event->x()), event->y());
    if (byte < 0) return false;
    const int at = m_surface->toOffset(static_cast<int>(byte));
    QStringList words;
    for (const CodeProblem& problem : m_problems) {
        if (at >= problem.from && at < std::max(problem.to, problem.from + 1)) words << problem.text;
    }
    if (words.isEmpty()) return false;
    QToolTip::showText(event->globalPos(), words.join('\n'), m_surface->viewport());
    return true;
}

}  // namespace heddle::editor
