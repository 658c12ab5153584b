#pragma once
#include "editor/forms/field.h"

namespace heddle::editor {

class ChoiceBox;

/// One of the values that the schema lists; a value that it does not list stays and is shown as it is.
class EnumField : public Field {
    Q_OBJECT

public:
    EnumField(Json schema, const FormScope& scope, QWidget* parent);

    void setTitle(const QString& title, const QString& help) override;
    QWidget* control() const override;
    bool isShort() const override;
    void restyle() override;

protected:
    void display() override;

private:
    std::vector<EnumEntry> m_entries;
    ChoiceBox* m_box = nullptr;
};

}  // namespace heddle::editor
