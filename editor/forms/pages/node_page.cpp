#include "editor/forms/pages/node_page.h"

#include "core/base/error.h"
#include "editor/forms/field.h"
#include "editor/forms/form_style.h"
#include "editor/forms/json_view.h"
#include "editor/forms/pages/edge_card.h"
#include "editor/forms/pages/edge_edits.h"
#include "editor/forms/pages/part_form.h"
#include "editor/forms/section.h"
#include "editor/look/icons.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QStyle>
#include <QVBoxLayout>

namespace heddle::editor {
namespace {

QLabel* textLabel(const char* role, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setProperty("role", role);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setFont(uiFont(12));
    label->hide();
    return label;
}

QString runStateWords(const QString& state) {
    static const std::map<QString, const char*> words = {{"running", QT_TRANSLATE_NOOP("Inspector", "running")},
                                                         {"done", QT_TRANSLATE_NOOP("Inspector", "done")},
                                                         {"failed", QT_TRANSLATE_NOOP("Inspector", "failed")},
                                                         {"waiting", QT_TRANSLATE_NOOP("Inspector", "waiting")},
                                                         {"skipped", QT_TRANSLATE_NOOP("Inspector", "skipped")},
                                                         {"cached", QT_TRANSLATE_NOOP("Inspector", "from cache")}};
    const auto it = words.find(state);
    return it == words.end() ? state : QCoreApplication::translate("Inspector", it->second);
}

constexpr int kSide = 14;  ///< of the panel, left and right

}  // namespace

NodePage::NodePage(InspectorState& shared, QWidget* parent) : InspectorPage(shared, parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSide, 12, kSide, 16);
    column->setSpacing(12);
    addHeader(column);
    addConfig(column);
    addRun(column);
    addBehaviour(column);
    addEdges(column);
    column->addStretch(1);
    refresh();
    showProblems();
    showRun();
}

const domain::Node* NodePage::node() const {
    const auto it = state().graph().nodes.find(state().nodes.front());
    return it == state().graph().nodes.end() ? nullptr : &it->second;
}

void NodePage::addHeader(QVBoxLayout* column) {
    const domain::NodeType* type = state().types.find(node()->type);
    const QColor hue = theme().category(type != nullptr ? QString::fromStdString(type->category) : QString());
    auto* icon = new QLabel(this);
    icon->setPixmap(
        iconPixmap(type != nullptr ? QString::fromStdString(type->icon) : "circle", hue, 20, devicePixelRatioF()));
    m_title = new QLineEdit(this);
    m_title->setProperty("heading", true);
    m_title->setAccessibleName(tr("Title"));
    m_title->setReadOnly(state().isReadOnly);
    m_title->setFont(uiFont(14, QFont::DemiBold));
    m_chip = new QLabel(this);
    m_chip->setProperty("role", "chip");
    m_chip->setFont(uiFont(11));
    m_chip->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto* head = new QHBoxLayout;
    head->setSpacing(6);
    head->addWidget(icon);
    head->addWidget(m_title, 1);
    head->addWidget(m_chip);
    column->addLayout(head);

    auto* typeName =
        new QLabel(type != nullptr ? state().context.words(type->title) : QString::fromStdString(node()->type), this);
    typeName->setProperty("role", "soft");
    typeName->setFont(uiFont(12));
    if (type != nullptr) typeName->setToolTip(state().context.words(type->description));
    m_id = new QLineEdit(this);
    m_id->setProperty("inline", true);
    m_id->setAccessibleName(tr("Id"));
    m_id->setToolTip(tr("The name of this step in the file and in expressions"));
    m_id->setReadOnly(state().isReadOnly);
    m_id->setFont(codeFont(9));
    m_id->setAlignment(Qt::AlignRight);
    auto* line = new QHBoxLayout;
    line->addWidget(typeName);
    line->addWidget(m_id, 1);
    column->addLayout(line);
    m_idError = textLabel("error", this);
    column->addWidget(m_idError);
    m_problems = textLabel("error", this);
    column->addWidget(m_problems);

    connect(m_title, &QLineEdit::textEdited, this, [this](const QString& text) {
        domain::Node changed = *node();
        changed.title = text.toStdString();
        emit editRequested(domain::updateNode(*state().document, changed), true);
    });
    connect(m_id, &QLineEdit::editingFinished, this, &NodePage::rename);
}

void NodePage::rename() {
    // Hiding the page ends the editing, also when it goes because its node does.
    if (state().nodes.empty() || node() == nullptr) return;
    const std::string wish = m_id->text().trimmed().toStdString();
    const std::string id = state().nodes.front();
    m_idError->hide();
    if (wish == id) return;
    static const QRegularExpression allowed("^[A-Za-z0-9_-]+$");
    QString error;
    if (!allowed.match(QString::fromStdString(wish)).hasMatch()) error = tr("Use letters, digits, _ and - only.");
    if (state().graph().nodes.contains(wish))
        error = tr("There is a step “%1” already.").arg(QString::fromStdString(wish));
    if (!error.isEmpty()) {
        m_idError->setText(error);
        m_idError->show();
        return;
    }
    const domain::GraphEdit edit = domain::renameNode(*state().document, id, wish);
    state().nodes.front() = wish;
    emit editRequested(edit, false);
    if (!state().graph().nodes.contains(wish)) {
        state().nodes.front() = id;  // the host did not do it
        refresh();
    }
}

void NodePage::addConfig(QVBoxLayout* column) {
    const domain::NodeType* type = state().types.find(node()->type);
    m_config = new SchemaForm(state().context, this);
    m_config->setSchema(type != nullptr ? type->configSchema : Json{{"format", "json"}, {"title", "Settings"}});
    m_config->setReadOnly(state().isReadOnly);
    column->addWidget(m_config);
    connect(m_config, &SchemaForm::valueEdited, this,
            [this](const QString& pointer, const Json& value, bool continuous) {
                domain::Node changed = *node();
                changed.config = value.is_null() ? Json::object() : value;
                domain::GraphEdit edit = domain::updateNode(*state().document, changed);
                edit.facts["path"] = "/config" + pointer.toStdString();
                emit editRequested(edit, continuous);
            });
}

void NodePage::addRun(QVBoxLayout* column) {
    m_run = new Section(tr("Last run"), theme(), this);
    m_runError = textLabel("error", this);
    m_input = new JsonView(tr("Input"), theme(), this);
    m_output = new JsonView(tr("Output"), theme(), this);
    for (QWidget* widget :
         {static_cast<QWidget*>(m_runError), static_cast<QWidget*>(m_input), static_cast<QWidget*>(m_output)}) {
        m_run->body()->addWidget(widget);
    }
    column->addWidget(m_run);
}

void NodePage::addBehaviour(QVBoxLayout* column) {
    addPart(column, tr("On error"), errorPolicySchema(), {});
    addPart(column, tr("Retry"), retrySchema(), "retry");
    addPart(column, tr("Timeout"), timeSchema(), {});
}

void NodePage::addPart(QVBoxLayout* column, const QString& title, const Json& schema, const std::string& inside) {
    Part part;
    part.inside = inside;
    for (const auto& [name, member] : schema["properties"].items())
        part.members.push_back(name);
    part.section = new Section(title, theme(), this);
    const auto canonical = [this, inside](const Json& value) {
        Json whole = domain::toJson(*node());
        if (inside.empty()) {
            whole = value;
        } else {
            whole[inside] = value.is_null() ? Json::object() : value;
        }
        Json clean = domain::toJson(domain::nodeFromJson(state().nodes.front(), whole, {}));
        return inside.empty() ? clean : clean.value(inside, Json::object());
    };
    part.form = new PartForm(state().context, schema, canonical, part.section);
    part.form->setReadOnly(state().isReadOnly);
    part.section->body()->addWidget(part.form);
    column->addWidget(part.section);
    connect(part.form, &PartForm::partEdited, this, [this, inside](const Json& value, bool continuous) {
        Json whole = value;
        if (!inside.empty()) {
            whole = domain::toJson(*node());
            whole[inside] = value;
        }
        partEdited(whole, continuous);
    });
    m_parts.push_back(part);
}

void NodePage::partEdited(const Json& part, bool continuous) {
    const domain::Node changed = domain::nodeFromJson(state().nodes.front(), part, {});
    emit editRequested(domain::updateNode(*state().document, changed), continuous);
}

Json NodePage::partJson(const std::string& inside) const {
    Json whole = domain::toJson(*node());
    return inside.empty() ? whole : whole.value(inside, Json::object());
}

void NodePage::addEdges(QVBoxLayout* column) {
    m_edgeSection = new Section(tr("Edges"), theme(), this);
    m_edgeSection->body()->setSpacing(6);
    m_join = new PartForm(
        state().context, joinSchema(), [](const Json& value) { return value; }, m_edgeSection);
    m_join->setReadOnly(state().isReadOnly);
    m_edgeSection->body()->addWidget(m_join);
    column->addWidget(m_edgeSection);
    connect(m_join, &PartForm::partEdited, this, [this](const Json& value, bool) {
        emit editRequested(setJoin(*state().document, state().nodes.front(), value.value("join", "any") == "all"),
                           false);
    });
}

void NodePage::showEdges() {
    const std::string& id = state().nodes.front();
    std::vector<std::string> wanted;
    for (const domain::Edge* edge : edgesFrom(state().graph(), id))
        wanted.push_back(edge->id);
    for (const domain::Edge* edge : edgesTo(state().graph(), id)) {
        if (std::find(wanted.begin(), wanted.end(), edge->id) == wanted.end()) wanted.push_back(edge->id);
    }
    std::vector<std::string> shown;
    for (const EdgeCard* card : m_cards)
        shown.push_back(card->edge());
    if (shown == wanted) {
        for (EdgeCard* card : m_cards)
            card->refresh();
    } else {
        for (EdgeCard* card : m_cards) {
            card->hide();
            card->deleteLater();
        }
        m_cards.clear();
        for (const std::string& edge : wanted) {
            auto* card = new EdgeCard(state(), edge, m_edgeSection);
            connect(card, &EdgeCard::editRequested, this, &InspectorPage::editRequested);
            m_edgeSection->body()->addWidget(card);
            m_cards.push_back(card);
        }
    }
    const Join join = joinOf(state().graph(), id);
    m_join->setVisible(join.sources > 1);
    m_join->showPart({{"join", join.waitsForAll ? "all" : "any"}});
    m_edgeSection->setRemark(QString::number(wanted.size()));
}

void NodePage::refresh() {
    if (node() == nullptr) return;
    const std::string& id = state().nodes.front();
    const domain::NodeType* type = state().types.find(node()->type);
    const QString title = QString::fromStdString(node()->title);
    if (m_title->text() != title) m_title->setText(title);
    m_title->setPlaceholderText(type != nullptr ? state().context.words(type->title) : QString::fromStdString(id));
    if (!m_id->hasFocus() || m_id->text().isEmpty()) m_id->setText(QString::fromStdString(id));
    m_config->setValue(node()->config);
    for (const Part& part : m_parts)
        part.form->showPart(partJson(part.inside));
    const Json whole = domain::toJson(*node());
    const bool hasPolicy = whole.contains("on_error");
    m_parts[0].section->setRemark(!hasPolicy                       ? tr("stops the run")
                                  : whole["on_error"] == "default" ? tr("default value")
                                                                   : tr("error edge"));
    const int attempts = node()->retry.maxAttempts;
    m_parts[1].section->setRemark(attempts <= 1 ? tr("never") : tr("%n attempts", nullptr, attempts));
    m_parts[2].section->setRemark(node()->timeoutMs == 0 ? tr("none")
                                                         : tr("%1 s").arg(double(node()->timeoutMs) / 1000));
    showEdges();
}

void NodePage::showProblems() {
    const std::string here = "/nodes" + pointerStep(state().nodes.front());
    const Problems mine = problemsBelow(state().problems, here);
    m_config->setProblems(problemsBelow(mine, "/config"));
    Problems whole;
    for (const Problem& problem : mine) {
        if (problem.path.empty()) whole.push_back(problem);
    }
    for (const Problem& problem : state().problems) {
        const bool isElsewhere = problem.node == state().nodes.front() && !problem.path.starts_with(here);
        if (!isElsewhere || problem.path.starts_with("/edges")) continue;
        whole.push_back(problem);
        whole.back().path.clear();
    }
    m_problems->setText(ownProblemText(whole));
    m_problems->setVisible(!whole.empty());
    for (const Part& part : m_parts) {
        part.form->setProblems(part.inside.empty() ? mine : problemsBelow(mine, "/" + part.inside));
    }
    for (EdgeCard* card : m_cards)
        card->showProblems();
}

void NodePage::showRun() {
    const auto it = state().runs.find(state().nodes.front());
    const bool hasRun = it != state().runs.end();
    m_chip->setVisible(hasRun && !it->second.state.isEmpty());
    m_run->setVisible(hasRun &&
                      (!it->second.input.is_null() || !it->second.output.is_null() || !it->second.error.isEmpty()));
    if (!hasRun) return;
    const RunData& run = it->second;
    m_chip->setText(runStateWords(run.state));
    m_chip->setProperty("chip", run.state);
    m_chip->style()->unpolish(m_chip);
    m_chip->style()->polish(m_chip);
    m_runError->setText(run.error);
    m_runError->setVisible(!run.error.isEmpty());
    m_input->setVisible(!run.input.is_null());
    m_input->setValue(run.input);
    m_output->setVisible(!run.output.is_null());
    m_output->setValue(run.output);
}

void NodePage::focusField(const QString& path) {
    const QString here = QString::fromStdString("/nodes" + pointerStep(state().nodes.front()));
    if (path.startsWith("/edges/")) {
        m_edgeSection->setOpen(true);
        for (EdgeCard* card : m_cards) {
            const QString edge = QString::fromStdString("/edges" + pointerStep(card->edge()));
            if (path.startsWith(edge)) card->focusField(path.mid(edge.size()));
        }
        return;
    }
    const QString inside = path.startsWith(here) ? path.mid(here.size()) : QString();
    if (inside.startsWith("/config")) {
        m_config->focusField(inside.mid(QString("/config").size()));
        return;
    }
    const auto split = splitPointer(inside);
    const auto& step = split.first;
    for (const Part& part : m_parts) {
        const bool isMember = std::any_of(part.members.begin(), part.members.end(), [&](const std::string& name) {
            return part.inside.empty() && "/" + name == step;
        });
        if (!isMember && (part.inside.empty() || "/" + part.inside != step)) continue;
        part.section->setOpen(true);
        part.form->focusField(isMember ? inside : split.second);
        return;
    }
    m_title->setFocus();
}

}  // namespace heddle::editor
