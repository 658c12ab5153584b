#pragma once
#include "editor/forms/pages/page.h"

namespace heddle::editor {

class PartForm;
class Section;

/// One edge as a card: where it leads, of which kind, and its condition, cases or items.
class EdgeCard : public QWidget {
    Q_OBJECT

public:
    EdgeCard(const InspectorState& state, std::string edge, QWidget* parent);

    const std::string& edge() const { return m_edge; }
    void refresh();
    void showProblems();
    void setOpen(bool open);
    void focusField(const QString& pointer);

signals:
    void editRequested(const heddle::domain::GraphEdit& edit, bool continuous);

private:
    void build();
    void edited(const Json& part, bool continuous);
    QString title() const;

    const InspectorState& m_state;
    std::string m_edge;
    domain::EdgeKind m_kind = domain::EdgeKind::Normal;
    Section* m_card = nullptr;
    PartForm* m_form = nullptr;
};

/// "normal" and so on, in the person's language.
QString edgeKindWords(domain::EdgeKind kind);

}  // namespace heddle::editor
