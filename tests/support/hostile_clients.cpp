#include "tests/support/hostile_clients.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

namespace heddle::tests {
namespace {

QString script() { return QDir(HEDDLE_SOURCE_DIR "/../shared/tools/http").filePath("http_torture.py"); }
QString python() { return QStandardPaths::findExecutable("python3"); }

}  // namespace

QString HostileClients::whyNot() {
    if (!QFile::exists(script())) return "the hostile clients (shared/tools/http/http_torture.py) are not here";
    if (python().isEmpty()) return "there is no python3 to run them";
    return {};
}

HostileClients::HostileClients(std::uint16_t port, qint64 pid, const QStringList& options) {
    m_clients.setProcessChannelMode(QProcess::MergedChannels);
    m_clients.start(python(),
                    QStringList{script(), "--port", QString::number(port), "--pid", QString::number(pid)} + options);
}

QByteArray HostileClients::end() {
    m_clients.waitForFinished(240'000);
    return m_clients.readAll();
}

}  // namespace heddle::tests
