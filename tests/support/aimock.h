#pragma once
#include "core/base/json.h"

#include <memory>
#include <string>

class QProcess;
class QTemporaryDir;

namespace heddle::tests {

/// A model service by others (npm package @copilotkit/aimock) on a free loopback port, in a process of its own.
class Aimock {
public:
    /// Why it cannot run here; empty when it can. Tests skip with this reason.
    static std::string missing();

    /// Starts with these fixtures ([{match: {userMessage: …}, response: {content: …}, …}]) and returns once it listens.
    /// Throws std::runtime_error when it does not within ten seconds.
    explicit Aimock(const Json& fixtures);
    ~Aimock();

    /// "http://127.0.0.1:PORT" and `path`.
    std::string url(const std::string& path = "") const { return m_url + path; }
    /// Every request so far: [{method, path, headers, body, response: {status}}].
    Json journal() const;

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_process;
    std::string m_url;
};

}  // namespace heddle::tests
