#include "app/start/single_instance.h"

#include <QCryptographicHash>
#include <QLocalServer>
#include <QLocalSocket>

namespace heddle::app {

SingleInstance::SingleInstance(const std::filesystem::path& workspace, QObject* parent) : QObject(parent) {
    const auto path = QByteArray::fromStdString(std::filesystem::weakly_canonical(workspace).string());
    const auto hash = QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex().left(24);
    m_name = QStringLiteral("heddle-") + QString::fromLatin1(hash);
}

bool SingleInstance::knock() const {
    QLocalSocket socket;
    socket.connectToServer(m_name);
    return socket.state() == QLocalSocket::ConnectedState;
}

void SingleInstance::listen() {
    m_server = new QLocalServer(this);
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    // A socket that nobody answers is what a killed program left behind.
    QLocalServer::removeServer(m_name);
    connect(m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* socket = m_server->nextPendingConnection())
            socket->deleteLater();
        emit knocked();
    });
    m_server->listen(m_name);
}

}  // namespace heddle::app
