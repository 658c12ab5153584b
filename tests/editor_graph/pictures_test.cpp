#include "editor/graph/canvas.h"
#include "editor/graph/canvas_actions.h"
#include "editor/graph/scene/stage.h"
#include "editor/graph/selection.h"
#include "editor/graph/widgets/palette.h"
#include "editor/graph/widgets/quick_add.h"
#include "tests/editor_graph/sample.h"
#include "tests/support/test_main.h"

using namespace heddle;
using namespace heddle::editor;
using namespace heddle::tests;

/// Grabs the canvas in its states. Each picture must show many colours (something was painted) and differ between the
/// looks; with HEDDLE_PICTURES set to a folder they are kept there for a person's eyes.
class PicturesTest : public QObject {
    Q_OBJECT

    HandClock m_clock;
    domain::NodeTypes m_types = sampleTypes();

    static QImage shoot(QWidget& widget, const QString& name) {
        const QImage image = widget.grab().toImage().convertToFormat(QImage::Format_RGB32);
        const QString folder = qEnvironmentVariable("HEDDLE_PICTURES");
        if (!folder.isEmpty()) image.save(folder + "/" + name + ".png");
        return image;
    }

    static int colours(const QImage& image) {
        QSet<QRgb> seen;
        for (int y = 0; y < image.height(); y += 3) {
            for (int x = 0; x < image.width(); x += 3)
                seen.insert(image.pixel(x, y));
        }
        return int(seen.size());
    }

    void shootBoth(Canvas& canvas, const QString& name) {
        canvas.setLook(CanvasStyle::dark());
        const QImage dark = shoot(canvas, name + "-dark");
        canvas.setLook(CanvasStyle::light());
        const QImage light = shoot(canvas, name + "-light");
        QVERIFY(colours(dark) > 30);
        QVERIFY(colours(light) > 30);
        QVERIFY(qGray(dark.pixel(3, 3)) < 60);
        QVERIFY(qGray(light.pixel(3, 3)) > 200);
    }

private slots:
    void small() {
        Document document(m_clock);
        document.open(sampleDocument());
        Canvas canvas(document, m_types);
        canvas.setReducedMotion(true);
        canvas.resize(1280, 720);
        canvas.show();
        QVERIFY(QTest::qWaitForWindowExposed(&canvas));
        shootBoth(canvas, "small");
        canvas.selection().set({"draft"});
        canvas.stage().zoomAt({500, 300}, 1 / canvas.stage().scale());
        shootBoth(canvas, "chosen");
    }

    void running() {
        Document document(m_clock);
        document.open(sampleDocument());
        Canvas canvas(document, m_types);
        canvas.setReducedMotion(true);
        canvas.resize(1280, 720);
        canvas.show();
        QVERIFY(QTest::qWaitForWindowExposed(&canvas));
        canvas.setNodeState("message", NodeRunState::Done, "42 characters", 12);
        canvas.setNodeState("facts", NodeRunState::Done, "8 documents", 318);
        canvas.setNodeState("kind", NodeRunState::Done, "technical", 95, 31);
        canvas.setNodeState("tickets", NodeRunState::Running, "", 0, 412);
        canvas.setNodeState("check", NodeRunState::Waiting, "asks Ada");
        canvas.setNodeState("thanks", NodeRunState::Skipped);
        shootBoth(canvas, "running");
        canvas.setNodeState("tickets", NodeRunState::Done, "", 3800, 950);
        canvas.setNodeState("ticket", NodeRunState::Failed, "502 from tickets.example, 3 attempts", 4200);
        canvas.setProblemCounts({{"alarm", 2}});
        shootBoth(canvas, "failed");
    }

    void large() {
        Document document(m_clock);
        document.open(largeDocument(600));
        Canvas canvas(document, m_types);
        canvas.setReducedMotion(true);
        canvas.resize(1280, 720);
        canvas.show();
        QVERIFY(QTest::qWaitForWindowExposed(&canvas));
        QTest::qWait(200);
        shootBoth(canvas, "large");
        canvas.autoLayout();
        QTest::qWait(200);
        shootBoth(canvas, "large-arranged");
        canvas.stage().zoomAt({600, 300}, 0.36 / canvas.stage().scale());
        shootBoth(canvas, "large-middle");
    }

    void arranged() {
        domain::WorkflowDocument bare = sampleDocument();
        bare.layout.nodes.clear();
        Document document(m_clock);
        document.open(bare);
        Canvas canvas(document, m_types);
        canvas.resize(1280, 720);
        canvas.show();
        QVERIFY(QTest::qWaitForWindowExposed(&canvas));
        QTest::qWait(200);
        shootBoth(canvas, "arranged");
    }

    void empty() {
        Document document(m_clock);
        Canvas canvas(document, m_types);
        canvas.resize(900, 560);
        canvas.show();
        QVERIFY(QTest::qWaitForWindowExposed(&canvas));
        shootBoth(canvas, "empty");
    }

    void lists() {
        Palette palette(m_types);
        palette.setPalette(Theme::dark().palette());
        palette.resize(260, 620);
        palette.show();
        QVERIFY(colours(shoot(palette, "palette-dark")) > 20);
        Document document(m_clock);
        document.open(sampleDocument());
        QuickAdd add(document, m_types, ConnectionStart{"message", PortKind::Out, {}}, CanvasStyle::dark(), nullptr);
        add.setAttribute(Qt::WA_DeleteOnClose, false);
        add.show();
        QVERIFY(colours(shoot(add, "quick-add-dark")) > 20);
    }
};

HEDDLE_TEST(PicturesTest);
#include "pictures_test.moc"
