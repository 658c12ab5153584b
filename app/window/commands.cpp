#include "app/window/commands.h"

#include "app/look/style.h"
#include "app/templates/template_words.h"
#include "app/window/actions.h"
#include "app/window/open_agent.h"
#include "app/words/words.h"
#include "editor/graph/canvas.h"
#include "editor/graph/canvas_actions.h"
#include "editor/look/icons.h"

#include <QCoreApplication>

namespace heddle::app {
namespace {

struct Commands {
    Q_DECLARE_TR_FUNCTIONS(heddle::app::Commands)
};

void addAction(QList<Command>& list, QAction* action) {
    if (!action->isEnabled() || action->text().isEmpty()) return;
    list.append({action->text(),
                 action->shortcut().toString(QKeySequence::NativeText),
                 action->icon(),
                 [action] { action->trigger(); },
                 {}});
}

void addNodes(QList<Command>& list, OpenAgent& agent) {
    const QPointer<OpenAgent> held(&agent);
    for (const auto& [id, node] : agent.document().graph().nodes) {
        const auto* type = agent.canvas().types().find(node.type);
        const QString key = toQt(id);
        list.append({agent.nodeTitle(id), Commands::tr("Node"),
                     editor::icon(type ? toQt(type->icon) : QStringLiteral("circle"), currentTheme()),
                     [held, key] {
                         if (held) held->reveal(key);
                     },
                     key + QLatin1Char(' ') + toQt(node.type)});
    }
}

}  // namespace

QList<Command> collectCommands(const CommandSources& sources) {
    QList<Command> list;
    const auto& theme = currentTheme();
    for (auto* action : sources.actions->all()) {
        if (action != (*sources.actions)[Do::Search]) addAction(list, action);
    }
    if (sources.agent) {
        addNodes(list, *sources.agent);
        for (const auto& [command, action] : sources.agent->canvas().commands().all()) {
            if (command != editor::Command::Undo && command != editor::Command::Redo) addAction(list, action);
        }
    }
    for (const auto& value : *sources.templates) {
        const QString id = toQt(value.id);
        list.append({templateTitle(value), Commands::tr("Template"), editor::icon(toQt(value.icon), theme),
                     [use = sources.useTemplate, id] { use(id); }, templateSearchText(value)});
    }
    for (const auto& agent : *sources.agents) {
        const QString id = toQt(agent.id);
        list.append({toQt(agent.name),
                     Commands::tr("Agent"),
                     editor::icon(QStringLiteral("workflow"), theme),
                     [open = sources.openAgent, id] { open(id); },
                     {}});
    }
    return list;
}

}  // namespace heddle::app
