#include "editor/graph/canvas.h"

#include "editor/graph/canvas_actions.h"
#include "editor/graph/scene/stage.h"
#include "editor/graph/selection.h"
#include "editor/graph/snippet.h"
#include "editor/graph/widgets/choice_list.h"
#include "editor/graph/widgets/minimap.h"
#include "editor/graph/widgets/palette.h"
#include "editor/graph/widgets/quick_add.h"
#include "tests/editor_graph/sample.h"
#include "tests/support/test_main.h"

using namespace heddle;
using namespace heddle::editor;
using namespace heddle::tests;

/// Real mouse and keyboard events on the real widget.
class CanvasTest : public QObject {
    Q_OBJECT

    HandClock m_clock;
    domain::NodeTypes m_types = sampleTypes();
    std::unique_ptr<Document> m_document;
    std::unique_ptr<Canvas> m_canvas;

    QPoint at(QPointF scene) const { return m_canvas->stage().toView(scene).toPoint(); }
    const NodeView& node(const char* id) const {
        return m_canvas->stage().scene().node(m_canvas->stage().scene().indexOf(id));
    }
    QPoint middle(const char* id) const { return at(node(id).rect().center()); }

    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(m_canvas.get(), Qt::LeftButton, modifiers, from);
        for (int i = 1; i <= 6; ++i)
            sendMove(from + (to - from) * i / 6, modifiers);
        QTest::mouseRelease(m_canvas.get(), Qt::LeftButton, modifiers, to);
    }
    /// QTest's move carries no pressed button.
    void sendMove(QPoint to, Qt::KeyboardModifiers modifiers = {}) {
        QMouseEvent event(QEvent::MouseMove, to, m_canvas->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, modifiers);
        QCoreApplication::sendEvent(m_canvas.get(), &event);
    }
    void press(int key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(m_canvas.get(), static_cast<Qt::Key>(key), modifiers);
    }
    void run(Command command) { m_canvas->commands().action(command)->trigger(); }
    QuickAdd* popup() const { return m_canvas->findChild<QuickAdd*>(); }

private slots:
    void init() {
        m_document = std::make_unique<Document>(m_clock);
        m_document->open(sampleDocument());
        m_canvas = std::make_unique<Canvas>(*m_document, m_types);
        m_canvas->setReducedMotion(true);
        m_canvas->resize(1500, 800);
        m_canvas->show();
        m_canvas->activateWindow();
        QVERIFY(QTest::qWaitForWindowExposed(m_canvas.get()));
        m_canvas->setFocus();
    }
    void cleanup() {
        m_canvas.reset();
        m_document.reset();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(QApplication::topLevelWidgets().isEmpty());
    }

    void draggingFromPortToNodeConnects() {
        drag(at(node("draft").outPort()), middle("thanks"));
        QVERIFY(m_document->graph().edges.contains("draft-thanks"));
        QCOMPARE(m_document->undoText(), QString("Connect"));
    }

    void draggingBackwardsFromAnInputConnectsToo() {
        drag(at(node("thanks").inPort()), middle("facts"));
        QVERIFY(m_document->graph().edges.contains("facts-thanks"));
    }

    void draggingFromACaseSetsItsTarget() {
        drag(at(node("kind").portOf(PortKind::Case, "praise")), middle("send"));
        QCOMPARE(m_document->graph().edges.at("kind-cases").mapping.at("praise"), std::string("send"));
    }

    void aWrongLinkIsRefusedWithTheReason() {
        QSignalSpy hints(m_canvas.get(), &Canvas::hinted);
        const std::string before = textOf(m_document->value());
        drag(at(node("draft").outPort()), middle("message"));
        QCOMPARE(textOf(m_document->value()), before);
        QVERIFY(!hints.isEmpty());
        QVERIFY(hints.last().first().toString().contains("begins a run"));
    }

    void draggingANodeMovesItAsOneStep() {
        const QPointF before = node("thanks").pos;
        drag(middle("thanks"), middle("thanks") + QPoint(0, 120), Qt::AltModifier);
        QCOMPARE(m_document->history().size(), std::size_t(1));
        const auto now = m_document->layout().nodes.at("thanks");
        QVERIFY(now.y > before.y() + 50);
        QCOMPARE(node("thanks").pos, QPointF(now.x, now.y));
        run(Command::Undo);
        QCOMPARE(node("thanks").pos, before);
    }

    void aMoveSnapsToItsNeighbours() {
        const double level = node("tickets").pos.y();
        const double scale = m_canvas->stage().scale();
        const QPointF way(0, level - node("alarm").pos.y() + 4 / scale);
        drag(middle("alarm"), middle("alarm") + (way * scale).toPoint());
        QCOMPARE(m_document->layout().nodes.at("alarm").y, level);
    }

    void escapeTakesAMoveBack() {
        const std::string before = textOf(m_document->value());
        QTest::mousePress(m_canvas.get(), Qt::LeftButton, {}, middle("draft"));
        sendMove(middle("draft") + QPoint(30, 40));
        press(Qt::Key_Escape);
        QTest::mouseRelease(m_canvas.get(), Qt::LeftButton, {}, middle("draft"));
        QCOMPARE(textOf(m_document->value()), before);
        QCOMPARE(node("draft").pos, QPointF(720, 16));
    }

    void rubberBandChoosesWhatItTouches() {
        const QRectF both = node("facts").rect() | node("kind").rect();
        drag(at(both.topLeft() - QPointF(30, 30)), at(both.bottomRight() + QPointF(20, 20)));
        QCOMPARE(m_canvas->selection().nodes(), (std::set<std::string>{"facts", "kind"}));
        QTest::mouseClick(m_canvas.get(), Qt::LeftButton, Qt::ControlModifier, middle("send"));
        QCOMPARE(m_canvas->selection().nodes().size(), std::size_t(3));
        press(Qt::Key_Escape);
        QVERIFY(m_canvas->selection().isEmpty());
    }

    void deleteTakesNodesWithTheirEdges() {
        m_canvas->selection().set({"ticket"});
        press(Qt::Key_Delete);
        QVERIFY(!m_document->graph().nodes.contains("ticket"));
        QVERIFY(!m_document->graph().edges.contains("ticket-error"));
        QCOMPARE(m_document->graph().edges.at("join-send").kind, domain::EdgeKind::Normal);
        QVERIFY(!node("send").joins);
        QVERIFY(m_canvas->selection().isEmpty());
        run(Command::Undo);
        QVERIFY(node("send").joins);
        QCOMPARE(textOf(m_document->value()), textOf(sampleDocument()));
    }

    void copyPasteCutAndDuplicate() {
        m_canvas->selection().set({"draft", "check"});
        run(Command::Copy);
        QVERIFY(isSnippet(QApplication::clipboard()->text().toStdString()));
        run(Command::Paste);
        QVERIFY(m_document->graph().nodes.contains("draft-2"));
        QVERIFY(m_document->graph().edges.contains("draft-check-2"));
        QCOMPARE(m_canvas->selection().nodes(), (std::set<std::string>{"check-2", "draft-2"}));
        run(Command::Duplicate);
        QCOMPARE(m_document->graph().nodes.size(), std::size_t(14));
        run(Command::Cut);
        QCOMPARE(m_document->graph().nodes.size(), std::size_t(12));
        for (int i = 0; i < 3; ++i)
            run(Command::Undo);
        QCOMPARE(textOf(m_document->value()), textOf(sampleDocument()));
        for (int i = 0; i < 3; ++i)
            run(Command::Redo);
        QCOMPARE(m_document->graph().nodes.size(), std::size_t(12));
    }

    void pastingWordsSaysSo() {
        QApplication::clipboard()->setText("just words");
        QSignalSpy hints(m_canvas.get(), &Canvas::hinted);
        run(Command::Paste);
        QCOMPARE(hints.size(), 1);
        QVERIFY(m_document->history().empty());
    }

    void arrowsWalkAndEnterOpens() {
        m_canvas->selection().set({"message"});
        press(Qt::Key_Right);
        QCOMPARE(m_canvas->selection().current(), std::string("kind"));
        press(Qt::Key_Up);
        QCOMPARE(m_canvas->selection().current(), std::string("facts"));
        QSignalSpy opened(m_canvas.get(), &Canvas::nodeActivated);
        press(Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.first().first().toString(), QString("facts"));
        press(Qt::Key_Down, Qt::ControlModifier);
        press(Qt::Key_Down, Qt::ControlModifier);
        QCOMPARE(node("facts").pos.y(), 32.0);
        QCOMPARE(m_document->history().size(), std::size_t(1));
    }

    void tabAddsTheNextNodeConnected() {
        m_canvas->selection().set({"send"});
        press(Qt::Key_Tab);
        QVERIFY(popup());
        auto* search = popup()->findChild<QLineEdit*>();
        QTest::keyClicks(search, "langu");
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(m_document->graph().nodes.contains("llm"));
        QCOMPARE(m_document->graph().edges.at("send-llm").to, std::string("llm"));
        QCOMPARE(m_document->history().size(), std::size_t(1));
        run(Command::Undo);
        QCOMPARE(textOf(m_document->value()), textOf(sampleDocument()));
    }

    void aWireDroppedOnEmptySpaceOffersNodes() {
        drag(at(node("thanks").outPort()), at(node("thanks").outPort() + QPointF(160, 120)));
        QVERIFY(popup());
        const auto* list = popup()->findChild<ChoiceList*>();
        bool input = false;
        bool existing = false;
        for (int i = 0; i < list->count(); ++i) {
            input |= list->item(i)->text() == "Input";
            existing |= list->item(i)->text() == "Send reply";
        }
        QVERIFY(!input);
        QVERIFY(existing);
        QTest::keyClick(popup()->findChild<QLineEdit*>(), Qt::Key_Escape);
    }

    void wheelZoomsAroundTheCursorAndKeysZoom() {
        const QPoint spot = middle("kind");
        const QPointF under = m_canvas->stage().toScene(spot);
        const double before = m_canvas->stage().scale();
        QWheelEvent wheel(spot, m_canvas->mapToGlobal(spot), {}, {0, 240}, {}, {}, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_canvas.get(), &wheel);
        QVERIFY(m_canvas->stage().scale() > before * 1.2);
        QVERIFY(QLineF(m_canvas->stage().toScene(spot), under).length() < 1.5);
        press(Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(m_canvas->stage().scale(), 1.0);
        press(Qt::Key_Minus, Qt::ControlModifier);
        QVERIFY(m_canvas->stage().scale() < 1.0);
    }

    void middleButtonPans() {
        const QPointF before = m_canvas->stage().toScene({0, 0});
        QTest::mousePress(m_canvas.get(), Qt::MiddleButton, {}, {700, 700});
        sendMove({740, 660});
        QTest::mouseRelease(m_canvas.get(), Qt::MiddleButton, {}, {740, 660});
        const QPointF moved = (before - m_canvas->stage().toScene({0, 0})) * m_canvas->stage().scale();
        QVERIFY(QLineF(moved, QPointF(40, -40)).length() < 1.5);
        QVERIFY(m_document->history().empty());
    }

    void theScrolledPictureIsTheFreshlyPaintedOne() {
        m_canvas->grab();
        m_canvas->stage().scrollBy({37, -53});
        m_canvas->stage().scrollBy({-12, 20});
        const QImage scrolled = m_canvas->grab().toImage();
        m_canvas->stage().touchAll();
        QCOMPARE(m_canvas->grab().toImage(), scrolled);
    }

    void arrangingIsOneStepAndLeavesNoOverlap() {
        run(Command::Arrange);
        QCOMPARE(m_document->history().size(), std::size_t(1));
        const auto& nodes = m_canvas->stage().scene().nodes();
        for (const auto& a : nodes) {
            for (const auto& b : nodes)
                QVERIFY(&a == &b || !a.rect().intersects(b.rect()));
        }
        run(Command::Undo);
        QCOMPARE(textOf(m_document->value()), textOf(sampleDocument()));
    }

    void theDashTimerRunsOnlyWhileSomethingRuns() {
        m_canvas->setReducedMotion(false);
        const auto active = [this] {
            int timers = 0;
            for (const auto* timer : m_canvas->findChildren<QTimer*>(QString(), Qt::FindDirectChildrenOnly))
                timers += timer->isActive() ? 1 : 0;
            return timers;
        };
        QCOMPARE(active(), 0);
        m_canvas->setNodeState("draft", NodeRunState::Running);
        QCOMPARE(active(), 1);
        m_canvas->setReducedMotion(true);
        QCOMPARE(active(), 0);
        m_canvas->setReducedMotion(false);
        m_canvas->setNodeState("draft", NodeRunState::Done, "fine", 1300, 42);
        QCOMPARE(active(), 0);
        QCOMPARE(node("draft").runText, QString("1.3 s · 42 tok · fine"));
        m_canvas->clearNodeStates();
        QVERIFY(node("draft").runText.isEmpty());
    }

    void theSceneFollowsEveryEdit() {
        // After many steps the shapes must be those of a canvas that opens the same document anew.
        m_canvas->selection().set({"kind", "draft"});
        for (const Command command : {Command::Duplicate, Command::Delete, Command::Undo, Command::Duplicate,
                                      Command::Cut, Command::Undo, Command::Undo, Command::Redo})
            run(command);
        m_canvas->selection().clear();
        Canvas fresh(*m_document, m_types);
        const auto shapes = [](Canvas& canvas) {
            QStringList lines;
            for (const auto& n : canvas.stage().scene().nodes()) {
                if (n.alive) lines << QString("%1 %2 %3").arg(n.id.c_str()).arg(n.height).arg(n.wires.size());
            }
            for (const auto& w : canvas.stage().scene().wires()) {
                if (!w.alive) continue;
                lines << QString("%1 %2 %3").arg(w.edge.c_str()).arg(w.path.front().x1()).arg(w.path.back().y2());
            }
            lines.sort();
            return lines;
        };
        QCOMPARE(shapes(*m_canvas), shapes(fresh));
    }

    void screenReadersSeeNodesAndPorts() {
        QAccessibleInterface* canvas = QAccessible::queryAccessibleInterface(m_canvas.get());
        QVERIFY(canvas);
        QCOMPARE(canvas->role(), QAccessible::Canvas);
        QCOMPARE(canvas->text(QAccessible::Name), QString("Workflow"));
        int nodes = 0;
        for (int i = 0; i < canvas->childCount(); ++i) {
            QAccessibleInterface* child = canvas->child(i);
            QVERIFY(child);
            QCOMPARE(canvas->indexOfChild(child), i);
            if (child->role() != QAccessible::ListItem) continue;
            ++nodes;
            QVERIFY(!child->text(QAccessible::Name).isEmpty());
            QVERIFY(child->childCount() > 0);
            for (int p = 0; p < child->childCount(); ++p) {
                QCOMPARE(child->child(p)->role(), QAccessible::Button);
                QVERIFY(!child->child(p)->text(QAccessible::Name).isEmpty());
                QCOMPARE(child->child(p)->parent(), child);
            }
        }
        QCOMPARE(nodes, 10);
        m_canvas->setNodeState("kind", NodeRunState::Failed, "no answer");
        m_canvas->selection().set({"kind"});
        QAccessibleInterface* kind = canvas->focusChild();
        QVERIFY(kind);
        QVERIFY(kind->text(QAccessible::Name).startsWith("What is it about?, Classifier, failed"));
        QVERIFY(kind->state().selected);
        QCOMPARE(kind->child(1)->text(QAccessible::Name), QString("Case billing, leads to Draft an answer"));
        QSignalSpy opened(m_canvas.get(), &Canvas::nodeActivated);
        kind->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(opened.size(), 1);
    }

    void menusAreAboutWhatLiesUnderTheMouse() {
        QContextMenuEvent menu(QContextMenuEvent::Mouse, middle("draft"), m_canvas->mapToGlobal(middle("draft")));
        QCoreApplication::sendEvent(m_canvas.get(), &menu);
        auto* opened = m_canvas->findChild<QMenu*>();
        QVERIFY(opened);
        QVERIFY(m_canvas->selection().hasNode("draft"));
        QAction* start = nullptr;
        for (auto* action : opened->actions()) {
            if (action->text() == "Start Here") start = action;
        }
        QVERIFY(start);
        start->trigger();
        QVERIFY(node("draft").entry);
        opened->close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    void thePaletteFindsAndChooses() {
        Palette palette(m_types);
        auto* search = palette.findChild<QLineEdit*>();
        auto* list = palette.findChild<ChoiceList*>();
        const int all = list->count();
        search->setText("person");
        QVERIFY(list->count() < all);
        QCOMPARE(list->currentKey(), QString("approval"));
        QSignalSpy chosen(&palette, &Palette::chosen);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        search->setText("xyzzy");
        QCOMPARE(list->count(), 0);
    }

    void droppingATypeAddsItThere() {
        QMimeData data;
        data.setData(ChoiceList::kNodeTypeMime, "llm");
        const QPoint spot = at({500, 600});
        QDropEvent drop(spot, Qt::CopyAction, &data, Qt::LeftButton, {});
        // Not by sendEvent(), which hands drops to the widget that a real drag is over.
        static_cast<QObject*>(m_canvas.get())->event(&drop);
        QVERIFY(m_document->graph().nodes.contains("llm"));
        QVERIFY(QLineF(node("llm").rect().center(), {500, 600}).length() < 40);
    }

    void anEmptyWorkflowTakesItsFirstNode() {
        m_document->open({});
        QVERIFY(!m_canvas->findChild<Minimap*>()->isVisible());
        QTest::mouseDClick(m_canvas.get(), Qt::LeftButton, {}, {600, 300});
        QVERIFY(popup());
        QTest::keyClick(popup()->findChild<QLineEdit*>(), Qt::Key_Return);
        QCOMPARE(m_document->graph().nodes.size(), std::size_t(1));
        QCOMPARE(m_document->graph().entry.size(), std::size_t(1));
    }
};

HEDDLE_TEST(CanvasTest);
#include "canvas_test.moc"
