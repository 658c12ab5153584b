#include "tests/storecli/heddlectl.h"

#include <QFile>
#include <QProcessEnvironment>

namespace heddle::tests {

Heddlectl::Heddlectl() {
    if (!m_folder.isValid()) qFatal("no temporary folder: %s", qPrintable(m_folder.errorString()));
}

QString Heddlectl::program() { return QString(HEDDLE_BIN_DIR) + "/heddlectl"; }

QString Heddlectl::write(const QString& name, const QByteArray& content) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", qPrintable(name));
    file.write(content);
    return file.fileName();
}

QByteArray Heddlectl::bytesOf(const QString& name) {
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read %s", qPrintable(name));
    return file.readAll();
}

void Heddlectl::prepare(QProcess& process, const QStringList& arguments) const {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove("OPENAI_API_KEY");
    process.setProcessEnvironment(environment);
    process.setProgram(program());
    process.setArguments(QStringList{"--workspace", workspace()} + arguments);
    process.setStandardInputFile(QProcess::nullDevice());
}

Finished Heddlectl::finish(QProcess& process) {
    if (!process.waitForFinished(60000)) process.kill();
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return {code, QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

Finished Heddlectl::run(const QStringList& arguments) const {
    QProcess process;
    prepare(process, arguments);
    process.start();
    return finish(process);
}

QString Heddlectl::newestRun(const QString& status) const {
    const QString listed = run({"runs", "list", "--status", status, "--limit", "1"}).out;
    return listed.startsWith("No runs") ? QString() : listed.left(36);
}

}  // namespace heddle::tests
