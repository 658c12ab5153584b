#include "app/runs/output_view.h"

#include "app/words/words.h"
#include "core/base/error.h"
#include "editor/look/theme.h"

#include <QEvent>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace heddle::app {
namespace {

QString wholeText(const Json& value) {
    return value.is_string() ? toQt(value.get<std::string>()) : toQt(canonicalJson(value)).trimmed();
}

}  // namespace

OutputView::OutputView(QWidget* parent) : QWidget(parent) {
    setObjectName("paneBody");
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName("runOutput");
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(editor::codeFont());
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addWidget(m_text);
    retranslate();
}

void OutputView::setTrace(const RunTrace& trace) {
    QStringList parts;
    if (!trace.output().is_null()) parts << wholeText(trace.output());
    if (trace.error().is_object()) parts << words(Error::fromJson(trace.error()));
    if (trace.state().is_object() && !trace.state().empty()) {
        parts << tr("State at the end:") + QLatin1Char('\n') + wholeText(trace.state());
    }
    m_text->setPlainText(parts.join(QStringLiteral("\n\n")));
}

void OutputView::clear() { m_text->clear(); }

QString OutputView::text() const { return m_text->toPlainText(); }

void OutputView::retranslate() {
    m_text->setPlaceholderText(tr("What the run came to appears here."));
    m_text->setAccessibleName(tr("Output of the run"));
}

void OutputView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace heddle::app
