#pragma once
#include "core/base/json.h"

#include <QAccessible>
#include <QStringList>
#include <QWidget>

namespace heddle::tests {

/// A schema with a field of each kind.
Json everyKind();
/// A value of it, with members that the schema does not know.
Json everyValue();

/// Descriptions of the controls below `root` that a screen reader would find without a name.
inline QStringList namelessControls(QAccessibleInterface* root) {
    QStringList nameless;
    const QAccessible::Role role = root->role();
    const bool isControl = role == QAccessible::Button || role == QAccessible::EditableText ||
                           role == QAccessible::ComboBox || role == QAccessible::CheckBox ||
                           role == QAccessible::Slider || role == QAccessible::Table;
    const bool isHidden = root->state().invisible != 0;
    if (isControl && !isHidden && root->text(QAccessible::Name).isEmpty()) {
        const QObject* object = root->object();
        nameless << QString("%1 in %2")
                        .arg(object != nullptr ? object->metaObject()->className() : "?",
                             object != nullptr && object->parent() != nullptr
                                 ? object->parent()->metaObject()->className()
                                 : "?");
    }
    for (int i = 0; i < root->childCount(); ++i) {
        if (QAccessibleInterface* child = root->child(i)) nameless << namelessControls(child);
    }
    return nameless;
}

/// The control with this accessible name and class, or null.
template <typename Control>
Control* named(const QWidget& root, const QString& name) {
    for (Control* control : root.findChildren<Control*>()) {
        if (control->accessibleName() == name && control->isVisibleTo(&root)) return control;
    }
    return nullptr;
}

}  // namespace heddle::tests
