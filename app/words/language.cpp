#include "app/words/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace heddle::app {

Language::Language(QObject* parent) : QObject(parent) { use(QStringLiteral("en")); }

Language::~Language() = default;

QString Language::ofDesktop() {
    return QLocale::system().language() == QLocale::Chinese ? QStringLiteral("zh_CN") : QStringLiteral("en");
}

void Language::use(const QString& language) {
    if (language == m_current || !known().contains(language)) return;
    m_current = language;
    QLocale::setDefault(QLocale(language == QLatin1String("en") ? QStringLiteral("en_US") : language));
    install(m_qt, QStringLiteral("qtbase_") + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(m_own, QStringLiteral("heddle_") + language, QStringLiteral(":/i18n"));
    emit changed(language);
}

void Language::install(std::unique_ptr<QTranslator>& slot, const QString& file, const QString& folder) {
    slot.reset();
    auto translator = std::make_unique<QTranslator>();
    if (!translator->load(file, folder)) return;
    QCoreApplication::installTranslator(translator.get());
    slot = std::move(translator);
}

}  // namespace heddle::app
