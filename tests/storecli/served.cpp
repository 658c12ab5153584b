#include "tests/storecli/served.h"

#include <QElapsedTimer>
#include <QRegularExpression>

namespace heddle::tests {

Served::Served(const Heddlectl& program, const QStringList& arguments) {
    program.prepare(m_process, QStringList{"serve"} + arguments);
    if (!arguments.contains("--port")) m_process.setArguments(m_process.arguments() + QStringList{"--port", "0"});
    m_process.start();
    QString said;
    QElapsedTimer time;
    for (time.start(); !said.contains('\n') && time.elapsed() < 20000 && m_process.state() != QProcess::NotRunning;) {
        m_process.waitForReadyRead(100);
        said += QString::fromUtf8(m_process.readAllStandardOutput());
    }
    static const QRegularExpression place("(https?)://[^ ]*:([0-9]+) ");
    const auto match = place.match(said);
    m_port = static_cast<std::uint16_t>(match.captured(2).toUInt());
    m_url = match.captured(1) + "://127.0.0.1:" + match.captured(2);
    if (m_port == 0) qWarning("not served: %s %s", qPrintable(said), qPrintable(err()));
}

Served::~Served() { stop(); }

QString Served::err() {
    m_process.waitForReadyRead(1);
    m_err += QString::fromUtf8(m_process.readAllStandardError());
    return m_err;
}

Finished Served::stop() {
    if (m_process.state() == QProcess::NotRunning) return {};
    m_process.terminate();
    Finished finished = Heddlectl::finish(m_process);
    m_err += finished.err;
    finished.err = m_err;
    return finished;
}

RawReply Served::ask(const std::string& token, const std::string& method, const std::string& path,
                     const std::string& body) const {
    std::string fields = "Accept: application/json\r\n";
    if (!token.empty()) fields += "Authorization: Bearer " + token + "\r\n";
    if (!body.empty()) fields += "Content-Type: application/json\r\n";
    const auto wire = m_url.startsWith("https") ? RawClient::Wire::Tls : RawClient::Wire::Plain;
    return RawClient(m_port, wire).ask(method, "/api/v1" + path, fields, body);
}

std::string initialised(const Heddlectl& program) {
    qputenv("HEDDLE_PASSWORD", "a long way to tipperary");
    program.run({"init", "root"});
    const Finished made = program.run({"token", "create", "root", "test", "--scope", "*"});
    qunsetenv("HEDDLE_PASSWORD");
    return made.out.trimmed().toStdString();
}

}  // namespace heddle::tests
