#pragma once
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace heddle::tests {

/// What a program that has ended left.
struct Finished {
    int code = -1;
    QString out;
    QString err;
    QString all() const { return out + err; }
};

/// The program as its users have it, in a folder and with a workspace of its own.
class Heddlectl {
public:
    Heddlectl();

    static QString program();
    QString workspace() const { return path("workspace"); }
    QString path(const QString& name) const { return m_folder.filePath(name); }
    /// Writes a file into the folder; gives its path.
    QString write(const QString& name, const QByteArray& content) const;
    static QByteArray bytesOf(const QString& file);

    /// Sets program, workspace and arguments. No key of the person who runs the tests comes near it.
    void prepare(QProcess& process, const QStringList& arguments) const;
    Finished run(const QStringList& arguments) const;
    static Finished finish(QProcess& process);
    /// Id of the newest run in that state; empty when there is none.
    QString newestRun(const QString& status) const;

private:
    QTemporaryDir m_folder;
};

}  // namespace heddle::tests
