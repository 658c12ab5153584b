#pragma once
#include "tests/storecli/heddlectl.h"
#include "tests/support/raw_client.h"

#include <QProcess>

#include <cstdint>
#include <memory>

namespace heddle::tests {

/// `heddlectl serve` of a program's workspace, in a process of its own, on a free port.
class Served {
public:
    explicit Served(const Heddlectl& program, const QStringList& arguments = {});
    /// As stop().
    ~Served();
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;

    std::uint16_t port() const { return m_port; }
    qint64 pid() const { return m_process.processId(); }
    QString url() const { return m_url; }
    /// What it has said on standard error so far.
    QString err();
    /// SIGTERM, and waits for its end.
    Finished stop();

    RawReply ask(const std::string& token, const std::string& method, const std::string& path,
                 const std::string& body = {}) const;

private:
    QProcess m_process;
    QString m_url;
    std::uint16_t m_port = 0;
    QString m_err;
};

/// An administrator "root", and an API key of theirs that may do everything.
std::string initialised(const Heddlectl& program);

}  // namespace heddle::tests
