#pragma once
#include <QTcpServer>
#include <QUdpSocket>

namespace heddle::tests {

/// A loopback port, TCP and UDP, that hears whoever comes. Nothing of a locked page may.
class Listener {
public:
    Listener();

    /// `text` with each %HOST replaced by this listener's host:port.
    QString in(QString text) const;
    /// True as soon as anything came, within `ms`.
    bool hears(int ms = 1500);
    QStringList heard() const { return m_heard; }

private:
    QTcpServer m_tcp;
    QUdpSocket m_udp;
    QStringList m_heard;
};

}  // namespace heddle::tests
