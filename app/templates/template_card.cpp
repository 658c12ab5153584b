#include "app/templates/template_card.h"

#include "app/look/style.h"
#include "app/templates/template_words.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace heddle::app {
namespace {

constexpr int kTile = 36;
constexpr qsizetype kMostTags = 3;

QLabel* quiet(QLabel* label) {
    label->setAttribute(Qt::WA_TransparentForMouseEvents);
    return label;
}

}  // namespace

TemplateCard::TemplateCard(const domain::WorkflowTemplate& value, Size size, QWidget* parent)
    : QPushButton(parent), m_value(value), m_size(size) {
    setObjectName("card");
    setCursor(Qt::PointingHandCursor);
    m_icon = quiet(new QLabel(this));
    m_title = quiet(makeLabel("strong", this));
    m_description = quiet(makeLabel("soft", this));
    m_description->setWordWrap(true);
    m_description->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_description, 1);
    m_chips = new QHBoxLayout;
    m_chips->setSpacing(6);
    words->addLayout(m_chips);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 10, 10, 10);
    row->setSpacing(10);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    recolour();
    retranslate();
}

bool TemplateCard::matches(const QString& typed) const {
    const auto words = typed.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(),
                       [this](const QString& word) { return m_searchText.contains(word, Qt::CaseInsensitive); });
}

void TemplateCard::recolour() {
    m_icon->setPixmap(
        iconTile(QString::fromStdString(m_value.icon), templateColor(m_value), kTile, devicePixelRatioF()));
}

void TemplateCard::retranslate() {
    m_title->setText(templateTitle(m_value));
    m_description->setText(templateDescription(m_value));
    m_searchText = templateSearchText(m_value);
    setAccessibleName(m_title->text());
    setAccessibleDescription(m_description->text());
    setToolTip(tr("New agent from “%1”").arg(m_title->text()));
    while (QLayoutItem* item = m_chips->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (m_value.runsOffline) m_chips->addWidget(quiet(makeLabel("chip-ok", this, tr("runs offline"))));
    if (m_size == Size::Wide) {
        for (std::size_t i = 0; i < m_value.tags.size() && i < kMostTags; ++i)
            m_chips->addWidget(quiet(makeLabel("chip", this, templateWords(m_value, m_value.tags[i]))));
    }
    m_chips->addStretch(1);
    updateGeometry();
}

QSize TemplateCard::sizeHint() const { return {240, heightForWidth(240)}; }

QSize TemplateCard::minimumSizeHint() const { return {160, 64}; }

int TemplateCard::heightForWidth(int width) const { return layout()->heightForWidth(width); }

void TemplateCard::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QPushButton::changeEvent(event);
}

}  // namespace heddle::app
