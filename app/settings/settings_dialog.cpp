#include "app/settings/settings_dialog.h"

#include "app/look/style.h"
#include "app/settings/models_page.h"
#include "app/settings/permissions_page.h"
#include "app/settings/tools_page.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace heddle::app {

SettingsDialog::SettingsDialog(Bridge& bridge, const QString& language, QWidget* parent) : QDialog(parent) {
    setObjectName("settings");
    setAttribute(Qt::WA_DeleteOnClose);
    resize(760, 560);
    m_pages = new QListWidget(this);
    m_pages->setFixedWidth(180);
    m_pages->setFrameShape(QFrame::NoFrame);
    for (int i = 0; i < 5; ++i)
        m_pages->addItem(QString());
    m_stack = new QStackedWidget(this);
    m_models = new ModelsPage(bridge, m_stack);
    m_tools = new ToolsPage(bridge, m_stack);
    m_permissions = new PermissionsPage(bridge, m_stack);
    for (QWidget* page : std::initializer_list<QWidget*>{m_models, m_tools, m_permissions})
        addScrolled(page);
    m_stack->addWidget(buildAppearance(language));
    m_stack->addWidget(buildAbout());
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 12, 0, 0);
    row->addWidget(m_pages);
    row->addWidget(m_stack, 1);
    connect(m_pages, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
    retranslate();
    showPage(Page::Models);
    m_models->refresh();
    m_tools->refresh();
    m_permissions->refresh();
}

void SettingsDialog::addScrolled(QWidget* page) {
    auto* scroll = new QScrollArea(m_stack);
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_stack->addWidget(scroll);
}

void SettingsDialog::showPage(Page page) { m_pages->setCurrentRow(int(page)); }

QWidget* SettingsDialog::buildAppearance(const QString& language) {
    auto* page = new QWidget(this);
    m_themeLabel = makeLabel("caption", page);
    m_theme = new QComboBox(page);
    m_theme->addItem(QString(), QStringLiteral("dark"));
    m_theme->addItem(QString(), QStringLiteral("light"));
    m_theme->setCurrentIndex(currentTheme().isDark ? 0 : 1);
    m_languageLabel = makeLabel("caption", page);
    m_language = new QComboBox(page);
    m_language->addItem(QStringLiteral("English"), QStringLiteral("en"));
    m_language->addItem(QStringLiteral("简体中文"), QStringLiteral("zh_CN"));
    m_language->setCurrentIndex(m_language->findData(language));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(8);
    column->addWidget(m_themeLabel);
    column->addWidget(m_theme);
    column->addSpacing(12);
    column->addWidget(m_languageLabel);
    column->addWidget(m_language);
    column->addStretch(1);
    connect(m_theme, &QComboBox::activated, this, [this] { emit themeChosen(m_theme->currentData().toString()); });
    connect(m_language, &QComboBox::activated, this,
            [this] { emit languageChosen(m_language->currentData().toString()); });
    return page;
}

QWidget* SettingsDialog::buildAbout() {
    auto* page = new QWidget(this);
    m_about = new QLabel(page);
    m_about->setWordWrap(true);
    m_about->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_about->setAlignment(Qt::AlignTop);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(24, 20, 24, 20);
    column->addWidget(m_about, 1);
    return page;
}

void SettingsDialog::retranslate() {
    setWindowTitle(tr("Settings"));
    m_pages->setAccessibleName(tr("Pages"));
    m_pages->item(0)->setText(tr("Models"));
    m_pages->item(1)->setText(tr("Tools"));
    m_pages->item(2)->setText(tr("Permissions"));
    m_pages->item(3)->setText(tr("Appearance"));
    m_pages->item(4)->setText(tr("About"));
    m_themeLabel->setText(tr("Theme"));
    m_theme->setAccessibleName(m_themeLabel->text());
    m_theme->setItemText(0, tr("Dark"));
    m_theme->setItemText(1, tr("Light"));
    m_languageLabel->setText(tr("Language"));
    m_language->setAccessibleName(m_languageLabel->text());
    m_about->setText(tr("<h3>Heddle %1</h3>"
                        "<p>Design, run and debug agents on your own computer. No account, no cloud.</p>"
                        "<p>Free software under the GNU General Public License, version 3 or later.</p>"
                        "<p>Built with Qt %2 and QtWebEngine (LGPL 3), QScintilla (GPL 3), SQLite (public domain), "
                        "libcurl (curl licence), Boost (Boost Software License), nlohmann JSON and spdlog (MIT), "
                        "markdown-it, KaTeX (MIT), highlight.js (BSD 3-Clause), DOMPurify (Apache 2.0), "
                        "Lucide icons (ISC), the typefaces Inter, JetBrains Mono and Noto (SIL Open Font License).</p>")
                         .arg(QStringLiteral(HEDDLE_VERSION), QString::fromLatin1(qVersion())));
}

void SettingsDialog::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QDialog::changeEvent(event);
}

}  // namespace heddle::app
