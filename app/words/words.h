#pragma once
#include "core/base/error.h"
#include "core/base/problem.h"

#include <QCoreApplication>
#include <QString>

namespace heddle::app {

inline QString toQt(std::string_view text) { return QString::fromUtf8(text.data(), qsizetype(text.size())); }

/// The sentence for a code of core's message table, in the language the program runs in.
QString messageWords(std::string_view code, const Json& facts);
QString words(const Error& error);
QString words(const Problem& problem);

/// A node type's title, description or form text (context "NodeTypes").
QString nodeTypeWords(std::string_view english);

/// The title of a built-in tool (context "Tools").
QString toolWords(std::string_view english);

/// "850 ms", "4.2 s", "3 min 5 s".
QString durationWords(qint64 ms);
/// "just now", "5 min ago", "yesterday 14:03", or the date.
QString agoWords(qint64 ms);

}  // namespace heddle::app
