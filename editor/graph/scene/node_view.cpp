#include "editor/graph/scene/node_view.h"

#include <QCoreApplication>

#include <algorithm>

namespace heddle::editor {
namespace {

QString oneLine(const Json& value) {
    QString text =
        value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString::fromStdString(value.dump());
    return text.simplified().left(80);
}

/// The one line of a configuration that tells most: its text if it has one, else its first plain setting.
QString detailOf(const Json& config) {
    for (const char* key : {"model", "expression", "condition", "template", "text", "prompt", "instruction", "question",
                            "query", "url", "path", "items", "workflow"}) {
        const auto it = config.find(key);
        if (it != config.end() && it->is_string() && !it->get_ref<const std::string&>().empty()) return oneLine(*it);
    }
    for (const auto& [key, value] : config.items()) {
        if (value.is_number() || value.is_boolean() || (value.is_string() && !value.get<std::string>().empty())) {
            return QString::fromStdString(key) + " = " + oneLine(value);
        }
    }
    return {};
}

}  // namespace

QPointF NodeView::portOf(PortKind kind, const std::string& name) const {
    if (kind == PortKind::In) return inPort();
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows[row].kind == kind && (kind != PortKind::Case || rows[row].name == name)) return rowPort(row);
    }
    return outPort();
}

void describe(NodeView& view, const domain::Node& node, const domain::NodeType* type) {
    view.id = node.id;
    const QString id = QString::fromStdString(node.id);
    QString typeTitle = QString::fromStdString(node.type);
    if (type) {
        typeTitle = QCoreApplication::translate("NodeTypes", type->title.c_str());
        view.icon = QString::fromStdString(type->icon);
        view.category = QString::fromStdString(type->category);
    } else {
        view.icon = QStringLiteral("circle-alert");
        view.category.clear();
    }
    view.title = node.title.empty() ? typeTitle : QString::fromStdString(node.title);
    view.subtitle = node.title.empty() ? id : typeTitle;
    view.detail = detailOf(node.config);
    view.takesInput = node.type != "input";
    view.texts.reset();
}

std::vector<std::string> declaredCases(const domain::Node& node) {
    std::vector<std::string> names;
    for (const char* key : {"cases", "labels", "classes", "categories"}) {
        const auto list = node.config.find(key);
        if (list == node.config.end() || !list->is_array()) continue;
        for (const auto& item : *list) {
            const Json* name = &item;
            if (item.is_object()) {
                for (const char* member : {"name", "label", "case", "id"}) {
                    if (item.contains(member)) {
                        name = &item.at(member);
                        break;
                    }
                }
            }
            if (name->is_string() && !name->get_ref<const std::string&>().empty()) names.push_back(*name);
        }
        break;
    }
    return names;
}

QString durationText(qint64 ms) {
    const auto say = [](const char* text) { return QCoreApplication::translate("Canvas", text); };
    if (ms < 1000) return say(QT_TRANSLATE_NOOP("Canvas", "%1 ms")).arg(ms);
    if (ms < 60'000) return say(QT_TRANSLATE_NOOP("Canvas", "%1 s")).arg(double(ms) / 1000, 0, 'f', 1);
    return say(QT_TRANSLATE_NOOP("Canvas", "%1 min %2 s")).arg(ms / 60'000).arg(ms % 60'000 / 1000);
}

}  // namespace heddle::editor
