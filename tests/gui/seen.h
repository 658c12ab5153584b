#pragma once
#include "core/domain/workflow.h"

#include <QImage>
#include <QStringList>

class QWidget;

namespace heddle::tests {

/// Every text that a person sees or hears of the visible widgets below `root`: labels, buttons, tabs, lists, headers,
/// place holders, tool tips, accessible names; sorted, "Class property: text".
QStringList wordsSeen(const QWidget& root);
/// What `all` has and `other` has not.
QStringList missingFrom(const QStringList& all, const QStringList& other);
/// Whether a text may be the same in every language: no words, a key, a name, or what the person's own workflow says.
bool isSameInBoth(const QString& seen, const domain::Graph& graph);

/// The window as painted, with grey in place of `left`, whose pictures are not the same each time.
QImage pictureWithout(QWidget& window, const QList<QWidget*>& left);
/// Empty when they are the same; else how many pixels differ and where.
QString differenceOf(const QImage& one, const QImage& other);

}  // namespace heddle::tests
