#include "tests/chat/listener.h"

#include <QNetworkDatagram>
#include <QTcpSocket>
#include <QTest>

namespace heddle::tests {

Listener::Listener() {
    m_tcp.listen(QHostAddress::LocalHost);
    m_udp.bind(QHostAddress::LocalHost, m_tcp.serverPort());
    QObject::connect(&m_tcp, &QTcpServer::newConnection, &m_tcp, [this] {
        while (QTcpSocket* socket = m_tcp.nextPendingConnection()) {
            m_heard << "tcp";
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                m_heard << QString::fromLatin1(socket->readLine().trimmed());
                socket->write("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                socket->disconnectFromHost();
            });
        }
    });
    QObject::connect(&m_udp, &QUdpSocket::readyRead, &m_udp, [this] {
        while (m_udp.hasPendingDatagrams()) {
            m_udp.receiveDatagram();
            m_heard << "udp";
        }
    });
}

QString Listener::in(QString text) const {
    return text.replace("%HOST", QStringLiteral("127.0.0.1:%1").arg(m_tcp.serverPort()));
}

bool Listener::hears(int ms) {
    return QTest::qWaitFor([this] { return !m_heard.isEmpty(); }, ms);
}

}  // namespace heddle::tests
