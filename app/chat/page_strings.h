#pragma once
#include <QJsonObject>

namespace heddle::app {

/// The page's words in the language the program runs in, by the names that the page uses for them.
QJsonObject pageStrings();

}  // namespace heddle::app
