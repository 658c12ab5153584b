#pragma once
#include "core/domain/node_type.h"

#include <QString>

#include <vector>

namespace heddle::editor {

/// How well `text` answers to what was typed: 0 not at all; beginnings before insides before scattered letters.
int matchScore(const QString& text, const QString& query);

/// The node types that answer to `query`, best first; all, by category and title, when it is empty.
std::vector<const domain::NodeType*> searchNodeTypes(const domain::NodeTypes& types, const QString& query);

/// Titles and descriptions in the language of the program.
QString typeTitle(const domain::NodeType& type);
QString typeDescription(const domain::NodeType& type);
QString categoryTitle(const std::string& category);

}  // namespace heddle::editor
