#pragma once
#include "core/base/json.h"

#include <QImage>
#include <QStringList>

class QWidget;

namespace heddle::tests {

/// Every text that a person sees or hears of the visible widgets below `root`: labels, buttons, tabs, lists, headers,
/// place holders, tool tips, accessible names; sorted, "Class property: text".
QStringList wordsSeen(const QWidget& root);
/// What `all` has and `other` has not.
QStringList missingFrom(const QStringList& all, const QStringList& other);
/// Every key and text of a value, a line each.
QString textsOf(const Json& value);
/// Whether a text may be the same in every language: no words, a key, a name, or a part of the person's `own` texts.
bool isSameInBoth(const QString& seen, const QString& own);

/// Lets what the window does a little later happen: layouts, pictures that are drawn anew.
void settle(const QWidget& window);
/// The window as painted, with grey in place of `left`, whose pictures are not the same each time.
QImage pictureWithout(QWidget& window, const QList<QWidget*>& left);
/// Empty when they are the same; else how many pixels differ and where.
QString differenceOf(const QImage& one, const QImage& other);

}  // namespace heddle::tests
