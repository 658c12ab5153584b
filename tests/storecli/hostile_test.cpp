#include "tests/storecli/served.h"
#include "tests/support/hostile_clients.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <sys/resource.h>

using namespace heddle::tests;

namespace {

constexpr int kIdle = 10'000;

/// Lets this process have so many files open; false when the machine does not.
bool raiseFileLimit(rlim_t wanted) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::max(limit.rlim_cur, std::min(wanted, limit.rlim_max));
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= wanted;
}

}  // namespace

/// `heddlectl serve` and clients that mean no good, or only stay.
class HostileTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Heddlectl> m_program;

private slots:
    void init() {
        m_program = std::make_unique<Heddlectl>();
        initialised(*m_program);
    }

    /// The sample server has the routes for the rest of what they try: tests/rest/torture_test.cpp.
    void hostileClientsAreAllTurnedAway() {
        if (const QString why = HostileClients::whyNot(); !why.isEmpty()) QSKIP(qPrintable(why));
        Heddlectl second;
        initialised(second);
        second.run({"cert", second.path("")});
        Served plain(*m_program, {"--no-limits"});
        Served tls(second, {"--no-limits", "--cert", second.path("heddle.crt"), "--key", second.path("heddle.key")});
        const QStringList paths{"--get", "/api/v1/health", "--post", "/api/v1/auth/login"};
        HostileClients atPlain(plain.port(), plain.pid(), paths);
        HostileClients atTls(tls.port(), tls.pid(), paths + QStringList{"--tls"});
        for (HostileClients* clients : {&atPlain, &atTls}) {
            const QByteArray said = clients->end();
            QVERIFY2(said.contains("all passed") && said.count("PASS ") >= 32, said);
        }
    }
    void idleConnectionsLeaveRoomForOthers() {
        if (!raiseFileLimit(kIdle + 1000)) QSKIP("this machine does not let a process have 10,000 connections");
        Served served(*m_program, {"--no-limits"});
        std::vector<std::unique_ptr<RawClient>> idle;
        for (int i = 0; i < kIdle; ++i) {
            idle.push_back(std::make_unique<RawClient>(served.port()));
            if (i % 100 == 0) QCOMPARE(idle.back()->ask("GET", "/api/v1/health").status, 200);
        }
        QElapsedTimer time;
        time.start();
        for (int i = 0; i < 20; ++i)
            QCOMPARE(served.ask("", "GET", "/health").status, 200);
        QVERIFY2(time.elapsed() < 2000, qPrintable(QString::number(time.elapsed())));
        // Those that have been there for long are not forgotten.
        QCOMPARE(idle.front()->ask("GET", "/api/v1/health").status, 200);
        idle.clear();
        QCOMPARE(served.ask("", "GET", "/health").status, 200);
        QCOMPARE(served.stop().code, 0);
    }
};

HEDDLE_TEST(HostileTest);
#include "hostile_test.moc"
