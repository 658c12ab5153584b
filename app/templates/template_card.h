#pragma once
#include "core/domain/workflow_template.h"

#include <QPushButton>

class QLabel;
class QHBoxLayout;

namespace heddle::app {

/// A template as a button: icon, title, description, and when it is wide, its tags and whether it runs offline.
class TemplateCard : public QPushButton {
    Q_OBJECT

public:
    enum class Size { Row, Wide };
    /// `value` must outlive the card.
    TemplateCard(const domain::WorkflowTemplate& value, Size size, QWidget* parent = nullptr);

    const domain::WorkflowTemplate& value() const { return m_value; }
    bool matches(const QString& typed) const;
    void recolour();
    void retranslate();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void changeEvent(QEvent* event) override;

private:
    const domain::WorkflowTemplate& m_value;
    Size m_size;
    QLabel* m_icon = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_description = nullptr;
    QHBoxLayout* m_chips = nullptr;
    QString m_searchText;
};

}  // namespace heddle::app
