#include "app/templates/template_sheet.h"

#include "app/bridge/bridge.h"
#include "app/look/style.h"
#include "app/templates/template_words.h"
#include "app/words/words.h"
#include "editor/forms/schema_form.h"
#include "editor/graph/canvas.h"
#include "editor/graph/scene/stage.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>

namespace heddle::app {
namespace {
constexpr int kPreviewDelayMs = 120;
constexpr int kFormWidth = 380;
}  // namespace

TemplateSheet::TemplateSheet(const domain::WorkflowTemplate& value, Bridge& bridge, editor::FormContext context,
                             QWidget* parent)
    : QDialog(parent),
      m_value(value.inLanguage(QLocale().name().toStdString())),
      m_bridge(bridge),
      m_parameters(domain::defaultParameters(m_value)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("New agent from “%1”").arg(templateTitle(value)));
    resize(980, 620);

    m_create = new QPushButton(tr("Create agent"), this);
    setRole(m_create, "primary");
    m_create->setDefault(true);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(20, 12, 20, 16);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_create);

    auto* halves = new QHBoxLayout;
    halves->setSpacing(0);
    halves->addWidget(buildForm(std::move(context)));
    halves->addWidget(buildPreview(), 1);
    auto* rule = new QFrame(this);
    rule->setObjectName("rule");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(halves, 1);
    column->addWidget(rule);
    column->addLayout(buttons);

    m_timer.setSingleShot(true);
    m_timer.setInterval(kPreviewDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &TemplateSheet::preview);
    connect(m_create, &QPushButton::clicked, this, &TemplateSheet::create);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    preview();
}

TemplateSheet::~TemplateSheet() = default;

QWidget* TemplateSheet::buildForm(editor::FormContext context) {
    auto* side = new QWidget(this);
    side->setFixedWidth(kFormWidth);
    auto* icon = new QLabel(side);
    icon->setPixmap(iconTile(toQt(m_value.icon), templateColor(m_value), 40, devicePixelRatioF()));
    auto* title = makeLabel("heading", side, templateTitle(m_value));
    title->setWordWrap(true);
    auto* description = makeLabel("soft", side, templateDescription(m_value));
    description->setWordWrap(true);
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(icon, 0, Qt::AlignTop);
    head->addWidget(title, 1);

    auto* nameLabel = makeLabel("caption", side, tr("Name of the agent"));
    m_name = new QLineEdit(templateTitle(m_value), side);
    m_name->setObjectName("agentName");
    m_name->setAccessibleName(nameLabel->text());
    nameLabel->setBuddy(m_name);

    context.theme = currentTheme();
    context.translate = [this](const std::string& english) { return templateWords(m_value, english); };
    m_form = new editor::SchemaForm(std::move(context), side);
    m_form->setSchema(m_value.parameterSchema);
    m_form->setValue(m_parameters);
    auto* scroll = new QScrollArea(side);
    scroll->setWidget(m_form);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_error = makeLabel("error", side);
    m_error->setWordWrap(true);
    m_error->hide();

    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(20, 20, 20, 12);
    column->setSpacing(8);
    column->addLayout(head);
    column->addWidget(description);
    column->addSpacing(8);
    column->addWidget(nameLabel);
    column->addWidget(m_name);
    column->addWidget(scroll, 1);
    column->addWidget(m_error);
    connect(m_form, &editor::SchemaForm::valueEdited, this, [this](const QString&, const Json& value, bool) {
        m_parameters = value;
        m_timer.start();
    });
    return side;
}

QWidget* TemplateSheet::buildPreview() {
    m_document = std::make_unique<editor::Document>(m_clock);
    m_canvas = new editor::Canvas(*m_document, m_bridge.nodeTypes(), this);
    m_canvas->setLook(editor::CanvasStyle::of(currentTheme()));
    m_canvas->setReducedMotion(true);
    m_canvas->setMinimapVisible(false);
    // A picture of what comes, not a place to edit.
    m_canvas->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_canvas->setFocusPolicy(Qt::NoFocus);
    m_canvas->setAccessibleName(tr("Preview of the agent"));
    return m_canvas;
}

void TemplateSheet::preview() {
    try {
        m_document->open(m_bridge.preview(m_value.id, m_parameters));
        m_canvas->stage().fit(m_canvas->stage().scene().bounds());
        m_error->hide();
    } catch (const Error& error) {
        m_error->setText(words(error));
        m_error->show();
    }
    m_create->setEnabled(m_error->isHidden());
}

void TemplateSheet::create() {
    m_create->setEnabled(false);
    m_bridge.agents().create(m_name->text().trimmed().toStdString(), m_value.id, m_parameters,
                             {this,
                              [this](const domain::Agent& agent) {
                                  emit created(toQt(agent.id));
                                  accept();
                              },
                              [this](const Error& error) {
                                  m_error->setText(words(error));
                                  m_error->show();
                                  m_create->setEnabled(true);
                              }});
}

void TemplateSheet::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    m_canvas->stage().fit(m_canvas->stage().scene().bounds());
    m_name->setFocus();
    m_name->selectAll();
}

}  // namespace heddle::app
