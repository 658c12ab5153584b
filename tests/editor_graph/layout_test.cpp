#include "editor/graph/arrange/auto_layout.h"
#include "editor/graph/arrange/layers.h"
#include "tests/support/test_main.h"

#include <random>

using namespace heddle::editor;

class LayoutTest : public QObject {
    Q_OBJECT

    static LayoutInput random(int nodes, int links, unsigned seed, bool loops) {
        std::mt19937 generator(seed);
        LayoutInput input;
        for (int i = 0; i < nodes; ++i)
            input.nodes.push_back({212, 50.0 + double(generator() % 90), 25});
        for (int i = 0; i < links; ++i) {
            int from = int(generator() % unsigned(nodes));
            int to = int(generator() % unsigned(nodes));
            if (!loops && from > to) std::swap(from, to);
            input.links.emplace_back(from, to);
        }
        return input;
    }

private slots:
    void nodesNeverOverlap() {
        for (unsigned seed = 1; seed < 12; ++seed) {
            const LayoutInput input = random(60, 100, seed, true);
            const auto places = autoLayout(input);
            QCOMPARE(places.size(), input.nodes.size());
            for (std::size_t a = 0; a < places.size(); ++a) {
                const QRectF first(places[a].x, places[a].y, 212, input.nodes[a].height);
                for (std::size_t b = a + 1; b < places.size(); ++b) {
                    const QRectF second(places[b].x, places[b].y, 212, input.nodes[b].height);
                    QVERIFY2(!first.intersects(second), qPrintable(QString("seed %1").arg(seed)));
                }
            }
        }
    }

    void linksLeadToTheRight() {
        const LayoutInput input = random(80, 120, 5, false);
        const auto places = autoLayout(input);
        for (const auto& [from, to] : input.links) {
            if (from != to) QVERIFY(places[std::size_t(from)].x < places[std::size_t(to)].x);
        }
    }

    void aChainIsStraightAndTheSameEveryTime() {
        LayoutInput input;
        for (int i = 0; i < 6; ++i)
            input.nodes.push_back({212, i % 2 ? 50.0 : 120.0, 25});
        for (int i = 0; i + 1 < 6; ++i)
            input.links.emplace_back(i, i + 1);
        const auto places = autoLayout(input);
        for (const auto& place : places)
            QVERIFY(std::abs(place.y - places.front().y) < 0.5);
        const auto again = autoLayout(input);
        for (std::size_t i = 0; i < places.size(); ++i)
            QVERIFY(places[i].x == again[i].x && places[i].y == again[i].y);
    }

    void crossingsAreUntangled() {
        // Two links that cross as numbered, and need not.
        const arrange::Links links{{0, 3}, {1, 2}};
        auto layers = arrange::layersOf(4, links, arrange::ranksOf(4, links));
        layers.columns = {{0, 1}, {2, 3}};
        layers.place = {0, 1, 0, 1};
        QCOMPARE(arrange::crossings(layers), 1L);
        arrange::untangle(layers, 10);
        QCOMPARE(arrange::crossings(layers), 0L);
    }

    void loopsAndLonersHaveAPlace() {
        LayoutInput input;
        input.nodes.assign(5, {212, 50, 25});
        input.links = {{0, 1}, {1, 2}, {2, 0}, {1, 1}};
        QCOMPARE(autoLayout(input).size(), std::size_t(5));
        QCOMPARE(autoLayout(LayoutInput{}).size(), std::size_t(0));
    }
};

HEDDLE_TEST(LayoutTest);
#include "layout_test.moc"
