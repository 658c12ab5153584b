#pragma once
#include <QString>
#include <QStringList>

#include <filesystem>

namespace heddle::app {

/// What the command line asks for. Empty texts mean: not said.
struct StartOptions {
    std::filesystem::path workspace;
    QString screenshot;   ///< picture file: written once all is shown, then the program ends
    QString templateId;   ///< an agent is made from it and opened
    QString ask;          ///< sent to the agent once it is open
    QString language;     ///< "en" or "zh_CN"
    QString theme;        ///< "dark" or "light"
    bool sample = false;  ///< an empty workspace gets a first agent
};

/// Prints help, version or what is wrong and ends the program when the arguments say so.
StartOptions readOptions(const QStringList& arguments);

}  // namespace heddle::app
