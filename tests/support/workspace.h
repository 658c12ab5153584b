#pragma once
#include "core/base/id.h"
#include "core/runtime/runtime.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <filesystem>
#include <memory>

namespace heddle::tests {

/// A workspace in a temporary folder, with a runtime on it that can be closed and opened again.
class Workspace {
public:
    /// `holdWaits` as in runtime::Options.
    explicit Workspace(std::optional<std::chrono::milliseconds> holdWaits = {})
        : m_folder(std::filesystem::temp_directory_path() / ("heddle-test-" + newId())), m_holdWaits(holdWaits) {
        open();
    }
    ~Workspace() {
        close();
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;

    void open() {
        runtime::Options options;
        options.workspace = m_folder;
        options.holdWaits = m_holdWaits;
        m_runtime = std::make_unique<runtime::Runtime>(options);
    }
    void close() { m_runtime.reset(); }
    void reopen() {
        close();
        open();
    }
    runtime::Runtime& runtime() { return *m_runtime; }
    const std::filesystem::path& folder() const { return m_folder; }

    /// Waits for a coroutine of the services; throws what it throws.
    template <typename T>
    T wait(boost::asio::awaitable<T> task) {
        return boost::asio::co_spawn(m_runtime->executor(), std::move(task), boost::asio::use_future).get();
    }

private:
    std::filesystem::path m_folder;
    std::optional<std::chrono::milliseconds> m_holdWaits;
    std::unique_ptr<runtime::Runtime> m_runtime;
};

}  // namespace heddle::tests
