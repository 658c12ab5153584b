#pragma once
#include "editor/forms/field.h"

namespace heddle::editor {

class CheckBox;

/// Yes or no.
class FlagField : public Field {
    Q_OBJECT

public:
    FlagField(Json schema, const FormScope& scope, QWidget* parent);

    void setTitle(const QString& title, const QString& help) override;
    QWidget* control() const override;
    bool showsTitle() const override { return true; }
    void restyle() override;

protected:
    void display() override;

private:
    CheckBox* m_box = nullptr;
};

}  // namespace heddle::editor
