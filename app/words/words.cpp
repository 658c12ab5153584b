#include "app/words/words.h"

#include "core/base/messages.h"

#include <QDateTime>
#include <QLocale>

namespace heddle::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(heddle::app::Words)
};

QString translated(const char* context, std::string_view english) {
    const std::string text(english);
    return text.empty() ? QString() : QCoreApplication::translate(context, text.c_str());
}

}  // namespace

QString messageWords(std::string_view code, const Json& facts) {
    const auto english = messageTemplate(code);
    if (english.empty()) return toQt(code);
    return toQt(fillMessage(translated("Messages", english).toStdString(), facts));
}

QString words(const Error& error) { return messageWords(error.code(), error.facts()); }

QString words(const Problem& problem) { return messageWords(problem.code, problem.facts); }

QString nodeTypeWords(std::string_view english) { return translated("NodeTypes", english); }

QString toolWords(std::string_view english) { return translated("Tools", english); }

QString durationWords(qint64 ms) {
    if (ms < 0) return {};
    if (ms < 1000) return Words::tr("%1 ms").arg(ms);
    if (ms < 60'000) return Words::tr("%1 s").arg(QLocale().toString(double(ms) / 1000.0, 'f', 1));
    return Words::tr("%1 min %2 s").arg(ms / 60'000).arg(ms / 1000 % 60);
}

QString agoWords(qint64 ms) {
    if (ms <= 0) return {};
    const auto then = QDateTime::fromMSecsSinceEpoch(ms);
    const auto now = QDateTime::currentDateTime();
    const qint64 minutes = then.secsTo(now) / 60;
    if (minutes < 1) return Words::tr("just now");
    if (minutes < 60) return Words::tr("%n min ago", nullptr, int(minutes));
    const QString time = QLocale().toString(then.time(), QLocale::ShortFormat);
    if (then.date() == now.date()) return time;
    if (then.date() == now.date().addDays(-1)) return Words::tr("yesterday %1").arg(time);
    return QLocale().toString(then.date(), QLocale::ShortFormat);
}

}  // namespace heddle::app
