#pragma once
#include <QObject>
#include <QString>

#include <filesystem>
#include <functional>

class QLocalServer;

namespace heddle::app {

/// One window per workspace: the first program listens on a local socket, a second one knocks and ends.
class SingleInstance : public QObject {
    Q_OBJECT

public:
    explicit SingleInstance(const std::filesystem::path& workspace, QObject* parent = nullptr);

    /// True when a program that has this workspace open answered: it will show its window.
    bool knock() const;
    void listen();

signals:
    void knocked();

private:
    QString m_name;
    QLocalServer* m_server = nullptr;
};

}  // namespace heddle::app
