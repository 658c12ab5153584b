#include "editor/forms/tab_order.h"

#include <QApplication>
#include <QLayout>
#include <QWidget>

namespace heddle::editor {
namespace {

bool takesTab(const QWidget& widget) {
    return (widget.focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget.focusProxy() == nullptr &&
           widget.isVisible() && widget.isEnabled();
}

void collect(const QLayout& layout, QList<QWidget*>& controls) {
    for (int i = 0; i < layout.count(); ++i) {
        QLayoutItem* item = layout.itemAt(i);
        if (const QLayout* inner = item->layout()) collect(*inner, controls);
        QWidget* widget = item->widget();
        if (widget == nullptr) continue;
        if (takesTab(*widget)) controls << widget;
        if (widget->layout() != nullptr) collect(*widget->layout(), controls);
    }
}

/// The nearest control in the window's own order that is not below `root`.
QWidget* outside(QWidget& root, bool next) {
    QWidget* widget = &root;
    do {
        widget = next ? widget->nextInFocusChain() : widget->previousInFocusChain();
        if (!root.isAncestorOf(widget) && widget != &root && widget->window() == root.window() && takesTab(*widget)) {
            return widget;
        }
    } while (widget != &root);
    return nullptr;
}

}  // namespace

bool tabThrough(QWidget& root, bool next) {
    QList<QWidget*> controls;
    if (root.layout() != nullptr) collect(*root.layout(), controls);
    if (controls.isEmpty()) return false;
    const qsizetype at = controls.indexOf(QApplication::focusWidget());
    const qsizetype to = at < 0 ? (next ? 0 : controls.size() - 1) : at + (next ? 1 : -1);
    QWidget* target = to >= 0 && to < controls.size() ? controls[to] : outside(root, next);
    if (target == nullptr) target = next ? controls.front() : controls.back();
    target->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

}  // namespace heddle::editor
