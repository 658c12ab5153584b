#include "tests/support/aimock.h"

#include "core/net/curl_client.h"
#include "tests/support/await.h"
#include "tests/support/npm_peer.h"

#include <QDeadlineTimer>
#include <QProcess>
#include <QTemporaryDir>

#include <sys/prctl.h>

#include <signal.h>
#include <stdexcept>

namespace heddle::tests {
namespace {

const QString kProgram = npmPeer("@copilotkit/aimock/dist/cli.js");

}  // namespace

std::string Aimock::missing() {
    if (QFile::exists(npmNode()) && QFile::exists(kProgram)) return {};
    return "aimock is not installed: run ./dev test, which installs the npm peers";
}

Aimock::Aimock(const Json& fixtures)
    : m_folder(std::make_unique<QTemporaryDir>()), m_process(std::make_unique<QProcess>()) {
    QFile file(m_folder->filePath("fixtures.json"));
    if (!file.open(QIODevice::WriteOnly)) throw std::runtime_error("no temporary file");
    file.write(QByteArray::fromStdString(Json{{"fixtures", fixtures}}.dump()));
    file.close();
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    // A test that crashes takes it along.
    m_process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process->start(npmNode(), {kProgram, "-p", "0", "-f", file.fileName(), "--log-level", "info"});
    QByteArray output;
    const QByteArray mark = "listening on ";
    for (QDeadlineTimer limit(10000); !limit.hasExpired();) {
        m_process->waitForReadyRead(100);
        output += m_process->readAll();
        const auto at = output.indexOf(mark);
        const auto end = at < 0 ? -1 : output.indexOf('\n', at);
        if (end < 0) continue;
        m_url = output.mid(at + mark.size(), end - at - mark.size()).trimmed().toStdString();
        return;
    }
    throw std::runtime_error("aimock does not start: " + output.toStdString());
}

Aimock::~Aimock() {
    m_process->kill();
    m_process->waitForFinished(5000);
}

Json Aimock::journal() const {
    net::CurlClient client;
    net::Request request;
    request.url = url("/__aimock/journal");
    return parseJson(await(client.send(request)).body);
}

}  // namespace heddle::tests
