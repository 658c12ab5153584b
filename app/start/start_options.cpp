#include "app/start/start_options.h"

#include "app/words/language.h"

#include <QCommandLineParser>

#include <cstdio>
#include <cstdlib>

namespace heddle::app {
namespace {

std::filesystem::path usualWorkspace() {
    const char* data = std::getenv("XDG_DATA_HOME");
    if (data && *data) return std::filesystem::path(data) / "heddle";
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home ? home : ".") / ".local" / "share" / "heddle";
}

QString oneOf(const QCommandLineParser& parser, const QCommandLineOption& option, const QStringList& known) {
    const QString value = parser.value(option);
    if (value.isEmpty() || known.contains(value)) return value;
    const QString name = option.names().constFirst();
    std::fprintf(stderr, "heddle: --%s takes %s, not \"%s\".\n", qPrintable(name),
                 qPrintable(known.join(QStringLiteral(" or "))), qPrintable(value));
    std::exit(2);
}

}  // namespace

StartOptions readOptions(const QStringList& arguments) {
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Heddle: design, run and debug agents."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption workspace("workspace", "Folder that everything is kept in.", "folder");
    const QCommandLineOption screenshot("screenshot", "Writes a picture of the window once all is shown, and ends.",
                                        "file");
    const QCommandLineOption templateId("template", "Makes an agent from this template and opens it.", "id");
    const QCommandLineOption ask("ask", "Sends this to the agent once it is open.", "text");
    const QCommandLineOption language("language", "en or zh_CN.", "language");
    const QCommandLineOption theme("theme", "dark or light.", "theme");
    const QCommandLineOption sample("sample", "Puts a first agent into an empty workspace.");
    parser.addOptions({workspace, screenshot, templateId, ask, language, theme, sample});
    parser.process(arguments);

    StartOptions options;
    options.workspace =
        parser.isSet(workspace) ? std::filesystem::path(parser.value(workspace).toStdString()) : usualWorkspace();
    options.workspace = std::filesystem::absolute(options.workspace);
    options.screenshot = parser.value(screenshot);
    options.templateId = parser.value(templateId);
    options.ask = parser.value(ask);
    options.language = oneOf(parser, language, Language::known());
    options.theme = oneOf(parser, theme, {QStringLiteral("dark"), QStringLiteral("light")});
    options.sample = parser.isSet(sample);
    return options;
}

}  // namespace heddle::app
