#include "tests/fuzz/inputs.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QFile>
#include <QtTest>

using namespace heddle;
using namespace heddle::fuzz;

/// The fuzz targets without a fuzzer: their corpus, and a fixed number of inputs made of it, the same ones each time.
class FuzzTest : public QObject {
    Q_OBJECT

    QFile m_last{HEDDLE_BIN_DIR "/fuzz_last_input"};  ///< what a crash leaves behind

    void verify(const Target& target, const std::string& bytes) {
        m_last.seek(0);
        m_last.write(bytes.data(), qint64(bytes.size()));
        m_last.flush();
        m_last.resize(qint64(bytes.size()));
        try {
            target.run(bytes);
        } catch (const std::exception& e) {
            QFAIL(
                qPrintable(QString("%1\n%2").arg(e.what(), QString::fromUtf8(bytes.data(), qsizetype(bytes.size())))));
        }
    }

private slots:
    void initTestCase() { QVERIFY(m_last.open(QIODevice::ReadWrite)); }

    void nothingBreaks_data() {
        QTest::addColumn<QString>("name");
        for (const Target* target : targets())
            QTest::newRow(target->name.data()) << QString::fromUtf8(target->name.data());
    }
    void nothingBreaks() {
        QFETCH(QString, name);
        const Target& target = *findTarget(name.toStdString());
        const auto inputs = inputsOf(target);
        QVERIFY(!inputs.empty());
        QElapsedTimer timer;
        timer.start();
        for (const std::string& input : inputs) {
            verify(target, input);
            if (QTest::currentTestFailed()) return;
        }
        Mutator mutator(target, inputs, 20261125);
        for (int i = 0; i < target.mutations; ++i) {
            verify(target, mutator.next());
            if (QTest::currentTestFailed()) return;
        }
        qInfo("%d inputs of the corpus, %d more, %lld ms", int(inputs.size()), target.mutations, timer.elapsed());
    }
};

HEDDLE_TEST(FuzzTest);
#include "fuzz_test.moc"
