#pragma once
#include "editor/forms/field.h"

class QLineEdit;

namespace heddle::editor {

class ChoiceBox;
class IconButton;

/// A string of one line; a secret is hidden until its button reveals it.
class TextField : public Field {
    Q_OBJECT

public:
    TextField(Json schema, const FormScope& scope, QWidget* parent);

    void setTitle(const QString& title, const QString& help) override;
    QWidget* control() const override;
    bool canBeEmptied() const override { return true; }
    void setReadOnly(bool readOnly) override;
    void restyle() override;

protected:
    void display() override;

private:
    void retitle();

    QLineEdit* m_line = nullptr;
    IconButton* m_reveal = nullptr;  ///< secrets only
};

/// A string that is picked from a list or typed: models, nodes, state fields, as the context knows them.
class ChoiceField : public Field {
    Q_OBJECT

public:
    ChoiceField(Json schema, const FormScope& scope, QWidget* parent);

    void setTitle(const QString& title, const QString& help) override;
    QWidget* control() const override;
    bool canBeEmptied() const override { return true; }
    void restyle() override;

protected:
    void display() override;

private:
    void fill();
    void accept(const QString& text, bool continuous);

    ChoiceBox* m_box = nullptr;
};

/// The value for what the person left in a line: absent when an optional one is empty.
std::optional<Json> valueOfText(const QString& text, bool isRequired);

}  // namespace heddle::editor
