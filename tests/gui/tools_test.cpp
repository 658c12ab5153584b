#include "app/settings/settings_dialog.h"
#include "core/services/tools/mcp_registry.h"
#include "tests/gui/opened_window.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QDirIterator>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <QtTest>

using namespace heddle;
using namespace heddle::tests;

/// Agents' tools as a person meets them: servers in the settings, consent in the chat.
class ToolsTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<OpenedWindow> m_opened;

    void open(app::FirstSteps first = {}) {
        m_opened = std::make_unique<OpenedWindow>(m_folder->path(), std::move(first));
    }
    app::SettingsDialog* settings(app::SettingsDialog::Page page) {
        m_opened->press("Settings");
        auto* dialog = m_opened->find<app::SettingsDialog>("settings");
        if (dialog) dialog->showPage(page);
        return dialog;
    }
    QStringList written() const {
        QStringList files;
        QDirIterator all(m_folder->path() + "/files", QDir::Files, QDirIterator::Subdirectories);
        while (all.hasNext())
            files << QFileInfo(all.next()).fileName();
        return files;
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup() {
        m_opened.reset();
        verifyNothingLeft();
    }

    void aServerIsAddedSeenAndAllowed() {
        open();
        auto* dialog = settings(app::SettingsDialog::Page::Tools);
        QVERIFY(dialog);
        auto* way = m_opened->find<QPlainTextEdit>("toolServerWay");
        QTest::keyClicks(way, HEDDLE_BIN_DIR "/mcp_test_server");
        m_opened->press("Add");
        auto* servers = dialog->findChild<QTreeWidget*>("toolServers");
        QCOMPARE(servers->topLevelItemCount(), 0);  // it has no name yet
        QTest::keyClicks(m_opened->find<QLineEdit>("toolServerName"), "faulty one");
        m_opened->press("Add");
        QTRY_COMPARE(servers->topLevelItemCount(), 1);
        QCOMPARE(servers->topLevelItem(0)->text(0), QString("faulty-one"));
        QCOMPARE(servers->topLevelItem(0)->text(1), QString("not started"));
        m_opened->press("Look at its tools");
        QTRY_COMPARE(servers->topLevelItem(0)->childCount(), 3);
        QTRY_COMPARE(servers->topLevelItem(0)->text(1), QString("ready"));
        m_opened->press("Allow them");
        QTRY_VERIFY(!m_opened->button("Allow them"));
        QTest::keyClicks(way, "no-such-program --flag");
        QTest::keyClicks(m_opened->find<QLineEdit>("toolServerName"), "missing");
        m_opened->press("Add");
        QTRY_COMPARE(servers->topLevelItemCount(), 2);
        servers->setCurrentItem(servers->topLevelItem(1));
        m_opened->press("Look at its tools");
        QTRY_VERIFY(servers->topLevelItem(1)->text(1).contains("no-such-program"));
        m_opened->press("Remove");
        QTRY_COMPARE(servers->topLevelItemCount(), 1);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!m_opened->find<QDialog>("settings"));
    }
    void aPersonIsAskedInTheChat_data() {
        QTest::addColumn<QString>("press");
        QTest::addColumn<QStringList>("files");
        QTest::newRow("approve") << "button.choice.primary" << QStringList{"notes.txt"};
        QTest::newRow("reject") << "button.choice.danger" << QStringList{};
    }
    void aPersonIsAskedInTheChat() {
        QFETCH(QString, press);
        QFETCH(QStringList, files);
        open({"tool-assistant", false, {}});
        m_opened->say("Write a file notes.txt with the text hello");
        QTRY_VERIFY_WITH_TIMEOUT(m_opened->pageText(".question h3").contains("write_file"), 20'000);
        QVERIFY(written().isEmpty());
        QVERIFY(m_opened->eval("document.querySelector('.question textarea').value").toString().contains("notes.txt"));
        m_opened->clickPage(".question " + press);
        QTRY_VERIFY_WITH_TIMEOUT(!m_opened->pageText(".question .given").isEmpty(), 20'000);
        QVERIFY(m_opened->waitForAnswer());
        QTRY_COMPARE(written(), files);
    }
    void editedArgumentsAreUsedAndConsentIsRemembered() {
        open({"tool-assistant", false, {}});
        m_opened->say("Write a file notes.txt with the text hello");
        QTRY_VERIFY_WITH_TIMEOUT(m_opened->pageText(".question h3").contains("write_file"), 20'000);
        m_opened->eval(
            "document.querySelector('.question textarea').value = '{\"path\": \"mine.txt\", \"text\": \"hello\"}'");
        m_opened->eval("document.querySelector('.question input[type=checkbox]').checked = true");
        m_opened->clickPage(".question button.choice.primary");
        QTRY_COMPARE_WITH_TIMEOUT(written(), QStringList{"mine.txt"}, 20'000);
        QVERIFY(m_opened->waitForAnswer());
        m_opened->say("Write a file notes.txt with the text hello");
        QTRY_COMPARE_WITH_TIMEOUT(written().size(), 2, 20'000);
        QVERIFY(m_opened->waitForAnswer());
        settings(app::SettingsDialog::Page::Permissions);
        auto* rules = m_opened->find<QListWidget>("toolRules");
        QTRY_VERIFY((rules = m_opened->find<QListWidget>("toolRules")) && rules->count() == 1);
        QVERIFY(rules->item(0)->text().startsWith("Allow write_file"));
        rules->setCurrentRow(0);
        m_opened->press("Remove the rule");
        QTRY_COMPARE(rules->count(), 0);
        QTest::keyClick(m_opened->find<QDialog>("settings"), Qt::Key_Escape);
        QTRY_VERIFY(!m_opened->find<QDialog>("settings"));
    }
};

HEDDLE_TEST(ToolsTest);
#include "tools_test.moc"
