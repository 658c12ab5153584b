#pragma once
#include <QObject>
#include <QStringList>

#include <memory>

class QTranslator;

namespace heddle::app {

/// The language that the program speaks: "en" or "zh_CN". A switch reaches every widget as QEvent::LanguageChange.
class Language : public QObject {
    Q_OBJECT

public:
    explicit Language(QObject* parent = nullptr);
    ~Language() override;

    static QStringList known() { return {QStringLiteral("en"), QStringLiteral("zh_CN")}; }
    /// What the desktop speaks, or English when we do not speak it.
    static QString ofDesktop();

    QString current() const { return m_current; }
    void use(const QString& language);

signals:
    void changed(const QString& language);

private:
    void install(std::unique_ptr<QTranslator>& slot, const QString& file, const QString& folder);

    QString m_current;
    std::unique_ptr<QTranslator> m_own;
    std::unique_ptr<QTranslator> m_qt;
};

}  // namespace heddle::app
