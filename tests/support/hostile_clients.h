#pragma once
#include <QProcess>
#include <QStringList>

#include <cstdint>

namespace heddle::tests {

/// Somebody else's hostile clients (shared/tools/http/http_torture.py) at work on a server of this computer.
class HostileClients {
public:
    /// Why they cannot be had here; empty when they can.
    static QString whyNot();

    /// `options`: which paths to ask for, as the script names them.
    HostileClients(std::uint16_t port, qint64 pid, const QStringList& options);

    /// Waits for their end; gives one line "PASS …" or "FAIL …" for each check, and "all passed" when all did.
    QByteArray end();

private:
    QProcess m_clients;
};

}  // namespace heddle::tests
