#include "editor/forms/pages/plain_pages.h"

#include "editor/forms/field.h"
#include "editor/forms/pages/edge_card.h"
#include "editor/forms/pages/part_form.h"
#include "editor/forms/pages/state_table.h"
#include "editor/forms/section.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace heddle::editor {
namespace {

constexpr int kNamesShown = 50;
constexpr std::array kProperties = {"name", "description", "entry", "output", "limits"};

QVBoxLayout* makeColumn(QWidget* page, const QString& heading) {
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(14, 12, 14, 16);
    column->setSpacing(12);
    auto* title = new QLabel(heading, page);
    title->setFont(uiFont(14, QFont::DemiBold));
    column->addWidget(title);
    return column;
}

}  // namespace

EdgePage::EdgePage(InspectorState& shared, QWidget* parent) : InspectorPage(shared, parent) {
    QVBoxLayout* column = makeColumn(this, tr("Edge"));
    m_card = new EdgeCard(state(), state().edges.front(), this);
    m_card->setOpen(true);
    column->addWidget(m_card);
    column->addStretch(1);
    connect(m_card, &EdgeCard::editRequested, this, &InspectorPage::editRequested);
    showProblems();
}

void EdgePage::refresh() { m_card->refresh(); }

void EdgePage::showProblems() { m_card->showProblems(); }

void EdgePage::focusField(const QString& path) {
    const QString here = QString::fromStdString("/edges" + pointerStep(state().edges.front()));
    if (path.startsWith(here)) m_card->focusField(path.mid(here.size()));
}

ManyPage::ManyPage(InspectorState& shared, QWidget* parent) : InspectorPage(shared, parent) {
    QVBoxLayout* column = makeColumn(this, tr("Selection"));
    m_count = new QLabel(this);
    m_count->setProperty("role", "soft");
    column->addWidget(m_count);
    m_names = new QVBoxLayout;
    m_names->setSpacing(0);
    column->addLayout(m_names);
    auto* remove = new QPushButton(tr("Remove all of them"), this);
    remove->setProperty("danger", true);
    remove->setEnabled(!state().isReadOnly);
    column->addWidget(remove, 0, Qt::AlignLeft);
    column->addStretch(1);
    connect(remove, &QPushButton::clicked, this, [this] {
        emit editRequested(domain::removeItems(*state().document, state().nodes, state().edges), false);
    });
    refresh();
}

void ManyPage::refresh() {
    QStringList parts;
    if (!state().nodes.empty()) parts << tr("%n node(s)", nullptr, static_cast<int>(state().nodes.size()));
    if (!state().edges.empty()) parts << tr("%n edge(s)", nullptr, static_cast<int>(state().edges.size()));
    m_count->setText(tr("Selected: %1").arg(parts.join(", ")));
    while (QLayoutItem* item = m_names->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (std::size_t i = 0; i < state().nodes.size() && i < kNamesShown; ++i) {
        const QString id = QString::fromStdString(state().nodes[i]);
        auto* name = new QPushButton(nodeTitle(state(), state().nodes[i]).replace('&', "&&"), this);
        name->setProperty("link", true);
        name->setCursor(Qt::PointingHandCursor);
        m_names->addWidget(name, 0, Qt::AlignLeft);
        connect(name, &QPushButton::clicked, this, [this, id] { emit nodeActivated(id); });
    }
}

WorkflowPage::WorkflowPage(InspectorState& shared, QWidget* parent) : InspectorPage(shared, parent) {
    QVBoxLayout* column = makeColumn(this, tr("Workflow"));
    m_form = new PartForm(
        state().context, workflowSchema(),
        [this](const Json& value) {
            domain::WorkflowDocument copy;
            for (const char* key : kProperties) {
                const Json after = value.value(key, Json());
                if (!after.is_null()) apply(copy, domain::setProperty(copy, key, after));
            }
            Json clean = Json::object();
            for (const char* key : kProperties) {
                Json member = partOf(copy, domain::Part::Property, key);
                if (!member.is_null()) clean[key] = std::move(member);
            }
            return clean;
        },
        this);
    m_form->setReadOnly(state().isReadOnly);
    column->addWidget(m_form);
    connect(m_form, &PartForm::partEdited, this, [this](const Json& value, bool continuous) {
        for (const char* key : kProperties) {
            const Json after = value.value(key, Json());
            const domain::GraphEdit edit = domain::setProperty(*state().document, key, after);
            if (edit.changes.front().before != after) emit editRequested(edit, continuous);
        }
    });
    m_stateSection = new Section(tr("State"), theme(), this);
    m_table = new StateTable(state(), m_stateSection);
    m_stateSection->body()->addWidget(m_table);
    m_stateSection->setOpen(true);
    column->addWidget(m_stateSection);
    column->addStretch(1);
    connect(m_table, &StateTable::editRequested, this, &InspectorPage::editRequested);
    refresh();
    showProblems();
}

Json WorkflowPage::part() const {
    Json all = Json::object();
    for (const char* key : kProperties) {
        Json member = partOf(*state().document, domain::Part::Property, key);
        if (!member.is_null()) all[key] = std::move(member);
    }
    return all;
}

void WorkflowPage::refresh() {
    m_form->showPart(part());
    m_table->refresh();
    m_stateSection->setRemark(QString::number(state().graph().state.size()));
}

void WorkflowPage::showProblems() { m_form->setProblems(state().problems); }

void WorkflowPage::focusField(const QString& path) { m_form->focusField(path); }

}  // namespace heddle::editor
