#include "editor/forms/pages/edge_card.h"

#include "editor/code/icon_button.h"
#include "editor/forms/field.h"
#include "editor/forms/pages/edge_edits.h"
#include "editor/forms/pages/part_form.h"
#include "editor/forms/section.h"

#include <QCoreApplication>
#include <QVBoxLayout>

namespace heddle::editor {

QString edgeKindWords(domain::EdgeKind kind) {
    switch (kind) {
        case domain::EdgeKind::Normal:
            return QCoreApplication::translate("Inspector", "always");
        case domain::EdgeKind::Conditional:
            return QCoreApplication::translate("Inspector", "by condition");
        case domain::EdgeKind::FanOut:
            return QCoreApplication::translate("Inspector", "once per item");
        case domain::EdgeKind::Barrier:
            return QCoreApplication::translate("Inspector", "waits for all");
        case domain::EdgeKind::Error:
            return QCoreApplication::translate("Inspector", "on error");
    }
    return {};
}

EdgeCard::EdgeCard(const InspectorState& state, std::string edge, QWidget* parent)
    : QWidget(parent), m_state(state), m_edge(std::move(edge)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_card = new Section({}, state.context.theme, this);
    m_card->setCard(true);
    auto* remove = new IconButton("trash-2", tr("Remove this edge"), state.context.theme, m_card);
    remove->setEnabled(!state.isReadOnly);
    m_card->addCorner(remove);
    column->addWidget(m_card);
    connect(m_card, &Section::opened, this, [this](bool isOpen) {
        if (!isOpen || m_form != nullptr) return;
        build();
        refresh();
        showProblems();
    });
    connect(remove, &QToolButton::clicked, this,
            [this] { emit editRequested(domain::removeItems(*m_state.document, {}, {m_edge}), false); });
    refresh();
}

QString EdgeCard::title() const {
    const domain::Edge& edge = m_state.graph().edges.at(m_edge);
    const auto titles = [this](const std::vector<std::string>& ids) {
        QStringList names;
        for (const std::string& id : ids)
            names << nodeTitle(m_state, id);
        names.removeDuplicates();
        return names.join(", ");
    };
    return QStringLiteral("%1 → %2").arg(titles(edge.from), titles(edge.targets()));
}

void EdgeCard::build() {
    const std::string id = m_edge;
    m_form = new PartForm(
        m_state.context, edgeSchema(std::string(domain::edgeKindName(m_kind))),
        [id](const Json& value) { return domain::toJson(domain::edgeFromJson(id, value, {})); }, m_card);
    m_form->setReadOnly(m_state.isReadOnly);
    m_card->body()->addWidget(m_form);
    connect(m_form, &PartForm::partEdited, this, &EdgeCard::edited);
}

void EdgeCard::edited(const Json& part, bool continuous) {
    const domain::Edge& before = m_state.graph().edges.at(m_edge);
    domain::Edge edge = domain::edgeFromJson(m_edge, part, {});
    if (edge.kind != before.kind) edge = withKind(before, edge.kind);
    emit editRequested(domain::updateEdge(*m_state.document, edge), continuous);
}

void EdgeCard::refresh() {
    const domain::Edge& edge = m_state.graph().edges.at(m_edge);
    m_card->setTitle(title());
    m_card->setRemark(edgeKindWords(edge.kind));
    if (edge.kind != m_kind) {
        m_kind = edge.kind;
        if (m_form != nullptr) m_form->setSchema(edgeSchema(std::string(domain::edgeKindName(m_kind))));
    }
    if (m_form != nullptr) m_form->showPart(domain::toJson(edge));
}

void EdgeCard::showProblems() {
    if (m_form != nullptr) m_form->setProblems(problemsBelow(m_state.problems, "/edges" + pointerStep(m_edge)));
}

void EdgeCard::setOpen(bool open) { m_card->setOpen(open); }

void EdgeCard::focusField(const QString& pointer) {
    setOpen(true);
    m_form->focusField(pointer);
}

}  // namespace heddle::editor
