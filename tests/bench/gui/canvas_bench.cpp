#include "editor/graph/arrange/auto_layout.h"
#include "editor/graph/canvas.h"
#include "editor/graph/scene/stage.h"
#include "editor/graph/selection.h"
#include "tests/bench/bench.h"
#include "tests/bench/gui/application.h"
#include "tests/editor_graph/sample.h"

#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace heddle::bench {
namespace {

using editor::Canvas;
using editor::Document;
using editor::NodeRunState;
using tests::HandClock;

void paintNow() {
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
}

/// CPU milliseconds of each of `count` frames.
template <typename Step>
std::vector<double> frames(int count, Step step) {
    std::vector<double> costs;
    for (int i = 0; i < count; ++i) {
        const double before = processCpuUs();
        step(i);
        paintNow();
        costs.push_back((processCpuUs() - before) / 1000);
    }
    return costs;
}

double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[std::size_t(share * double(values.size() - 1))];
}

double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

void mouse(Canvas& canvas, QEvent::Type type, QPointF at, Qt::MouseButton button, Qt::MouseButtons held) {
    QMouseEvent event(type, at, canvas.mapToGlobal(at), button, held, Qt::NoModifier);
    QCoreApplication::sendEvent(&canvas, &event);
}

struct Shown {
    explicit Shown(int nodes) : large(tests::largeDocument(nodes)), document(clock), canvas(document, types) {
        canvas.setReducedMotion(true);
        canvas.resize(1600, 1000);
        canvas.show();
        paintNow();
        memoryBefore = residentMb();
        const double before = processCpuUs();
        document.open(large);
        paintNow();
        openMs = (processCpuUs() - before) / 1000;
        int i = 0;
        for (const auto& [id, node] : large.graph.nodes) {
            if (++i % 3 == 0)
                canvas.setNodeState(QString::fromStdString(id), NodeRunState::Done, "8 documents", 318, 412);
        }
        paintNow();
    }

    HandClock clock;
    domain::NodeTypes types = tests::sampleTypes();
    domain::WorkflowDocument large;
    Document document;
    Canvas canvas;
    double openMs = 0;
    double memoryBefore = 0;
};

void wholeGraph(Report& report, Shown& shown, const std::string& size, double bar, double peer) {
    auto& stage = shown.canvas.stage();
    stage.fit(stage.scene().bounds());
    paintNow();
    const double cost = median(frames(30, [&](int) { stage.touchAll(); }));
    report.add({size + " nodes: whole graph in view", "ms", cost, bar, true, "QtNodes (qt.md)", peer});
}

void panAndDrag(Report& report, Shown& shown) {
    auto& stage = shown.canvas.stage();
    stage.fit(stage.scene().bounds());
    stage.zoomAt({800, 500}, 1 / stage.scale());
    paintNow();
    const auto pan = frames(60, [&](int i) {
        stage.scrollBy({i % 20 < 10 ? -23.0 : 23.0, i % 20 < 10 ? -17.0 : 17.0});
    });
    report.add({"5,000 nodes: pan, diagonal", "ms", median(pan), 5, true, "QtNodes (qt.md)", 22});
    const auto& scene = stage.scene();
    const auto visible = scene.nodesIn(stage.visibleScene().adjusted(400, 300, -400, -300));
    const QPointF from = stage.toView(scene.node(visible.front()).rect().center());
    mouse(shown.canvas, QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
    const auto drag = frames(60, [&](int i) {
        mouse(shown.canvas, QEvent::MouseMove, from + QPointF(3 * i, 2 * i), Qt::NoButton, Qt::LeftButton);
    });
    mouse(shown.canvas, QEvent::MouseButtonRelease, from + QPointF(177, 118), Qt::LeftButton, Qt::NoButton);
    report.add({"5,000 nodes: drag one node", "ms", median(drag), 2, true, "QtNodes (qt.md)", 14});
}

void zoom(Report& report, Shown& shown) {
    auto& stage = shown.canvas.stage();
    stage.fit(stage.scene().bounds());
    paintNow();
    const double factor = std::pow(1 / stage.scale(), 1.0 / 60);
    const auto costs = frames(60, [&](int) { stage.zoomAt({800, 500}, factor); });
    report.add({"5,000 nodes: zoom from all to 100 %, median", "ms", median(costs), std::nullopt, true,
                "QtNodes (qt.md)", 334});
    report.add(
        {"5,000 nodes: zoom from all to 100 %, p95", "ms", quantile(costs, 0.95), 16, true, "QtNodes (qt.md)", 1192});
}

void band(Report& report, Shown& shown) {
    auto& stage = shown.canvas.stage();
    stage.fit(stage.scene().bounds());
    paintNow();
    const QRectF around = stage.toView(stage.scene().bounds()).adjusted(-6, -6, 6, 6);
    mouse(shown.canvas, QEvent::MouseButtonPress, around.topLeft(), Qt::LeftButton, Qt::LeftButton);
    const auto costs = frames(60, [&](int i) {
        const QPointF to = around.topLeft() + QPointF(around.width(), around.height()) * (i + 1) / 60;
        mouse(shown.canvas, QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton);
    });
    mouse(shown.canvas, QEvent::MouseButtonRelease, around.bottomRight(), Qt::LeftButton, Qt::NoButton);
    report.add({"5,000 nodes: rubber band over all", "ms", median(costs), 8, true, "QtNodes (qt.md)", 831});
    shown.canvas.selection().clear();
    paintNow();
}

void edit(Report& report, Shown& shown) {
    auto& stage = shown.canvas.stage();
    const auto visible = stage.scene().nodesIn(stage.visibleScene());
    const std::string id = stage.scene().node(visible.front()).id;
    const auto costs = frames(30, [&](int i) {
        domain::Node node = shown.document.graph().nodes.at(id);
        node.title = "Title " + std::to_string(i);
        shown.document.apply(domain::updateNode(shown.document.value(), node), "title");
    });
    report.add({"5,000 nodes: an edit, applied and painted", "ms", median(costs), 16, true, {}, {}});
}

double layoutMs(int nodes) {
    const auto document = tests::largeDocument(nodes);
    editor::LayoutInput input;
    std::map<std::string, int> number;
    for (const auto& [id, node] : document.graph.nodes) {
        number[id] = int(input.nodes.size());
        input.nodes.push_back({212, 84, 25});
    }
    for (const auto& [id, edge] : document.graph.edges)
        input.links.emplace_back(number[edge.from.front()], number[edge.to]);
    return cpuUsOf5([&] { editor::autoLayout(input); }) / 1000;
}

void canvasGroup(Report& report) {
    application();
    {
        Shown shown(5000);
        report.add({"5,000 nodes: open to painted", "ms", shown.openMs, 100, true, "QtNodes (qt.md)", 1529});
        wholeGraph(report, shown, "5,000", 12, 1214);
        panAndDrag(report, shown);
        zoom(report, shown);
        band(report, shown);
        edit(report, shown);
        report.add(
            {"5,000 nodes: memory above an empty canvas", "MiB", residentMb() - shown.memoryBefore, 60, true, {}, {}});
    }
    {
        Shown shown(10000);
        wholeGraph(report, shown, "10,000", 20, 2447);
    }
    report.add({"1,000 nodes: layered layout", "ms", layoutMs(1000), 50, true, "Graphviz dot (qt.md)", 400});
    report.add({"5,000 nodes: layered layout", "ms", layoutMs(5000), 300, true, "Graphviz dot (qt.md)", 21000});
}

}  // namespace

HEDDLE_BENCH("canvas", canvasGroup);

}  // namespace heddle::bench
