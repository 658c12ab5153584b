#pragma once
#include "core/domain/node_type.h"
#include "core/domain/workflow.h"
#include "editor/graph/node_run_state.h"

#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QStaticText>
#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace heddle::editor {

/// Sizes of a node in scene units (1 unit = 1 px at 100 %).
namespace shape {
inline constexpr double kWidth = 212;
inline constexpr double kRadius = 10;
inline constexpr double kHeader = 50;
inline constexpr double kRow = 22;
inline constexpr double kInset = 24;
inline constexpr double kBottom = 9;
inline constexpr double kPort = 5.5;
inline constexpr double kTile = 30;
/// How far shadow, halo, entry mark, run line and end mark reach beyond the body.
inline constexpr double kReach = 34;
inline constexpr double kGrid = 8;
}  // namespace shape

/// Where edges may start or end at a node.
enum class PortKind { In, Out, Case, Otherwise, NewCase, Error };

/// A port below the header, with its own line.
struct PortRow {
    PortKind kind = PortKind::Case;
    std::string name;  ///< of the case
    bool operator==(const PortRow&) const = default;
};

/// Laid-out texts, made when the node is first drawn large enough to read.
struct NodeTexts {
    QStaticText title;
    QStaticText headline;  ///< the title in large type, up to two lines: for the middle distance
    QStaticText subtitle;
    QStaticText detail;
    QStaticText run;
    std::vector<QStaticText> rows;
};

/// What the canvas knows of a node.
struct NodeView {
    std::string id;
    QPointF pos;  ///< top left corner
    double height = shape::kHeader;
    QString title;
    QString subtitle;
    QString detail;
    QString icon;
    QString category;
    std::vector<PortRow> rows;
    bool alive = false;
    bool entry = false;
    bool takesInput = true;   ///< false: it begins runs, nothing leads to it
    bool givesOutput = true;  ///< has a plain port at the right of its header
    bool joins = false;       ///< waits for several nodes before it runs
    bool selected = false;
    bool current = false;  ///< has the keyboard's attention
    int problems = 0;
    NodeRunState state = NodeRunState::Idle;
    QString runText;  ///< below the node: "1.2 s · 412 tokens"
    std::vector<int> wires;
    mutable std::unique_ptr<NodeTexts> texts;  ///< a cache: painting fills it

    QRectF rect() const { return {pos.x(), pos.y(), shape::kWidth, height}; }
    /// Everything that is drawn for it.
    QRectF reach() const { return rect().adjusted(-shape::kReach, -shape::kReach, shape::kReach, shape::kReach); }
    QPointF inPort() const { return pos + QPointF(0, shape::kHeader / 2); }
    QPointF outPort() const { return pos + QPointF(shape::kWidth, shape::kHeader / 2); }
    QPointF rowPort(std::size_t row) const {
        return pos + QPointF(shape::kWidth, shape::kHeader + shape::kRow * (double(row) + 0.5));
    }
    /// Where an edge of this kind and case leaves.
    QPointF portOf(PortKind kind, const std::string& name) const;
};

/// Fills in what comes from the node and its type; rows, joins and run state stay.
void describe(NodeView& view, const domain::Node& node, const domain::NodeType* type);

/// The names of the cases that a node's configuration declares (a classifier's labels, for example).
std::vector<std::string> declaredCases(const domain::Node& node);

/// "850 ms", "1.2 s", "2 min 5 s"
QString durationText(qint64 ms);

}  // namespace heddle::editor
