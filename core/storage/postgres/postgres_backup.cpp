#include "core/base/error.h"
#include "core/storage/postgres/postgres_connection.h"

#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

extern char** environ;

namespace heddle::storage {
namespace fs = std::filesystem;
namespace {

/// libpq's keyword = 'value' form. The password goes by the environment: arguments are for everybody to see.
std::string connectionText(const PostgresAddress& address) {
    std::string text;
    for (const auto& [keyword, value] : address.options()) {
        if (keyword == "password") continue;
        text += keyword + "='";
        for (const char c : value) {
            if (c == '\'' || c == '\\') text += '\\';
            text += c;
        }
        text += "' ";
    }
    return text;
}

struct Finished {
    int error = 0;   ///< of starting it
    int status = 0;  ///< as waitpid gives it
    std::string said;
};

std::string readAll(int descriptor) {
    std::string text;
    char buffer[4096];
    ssize_t count = 0;
    while ((count = ::read(descriptor, buffer, sizeof buffer)) > 0 || (count < 0 && errno == EINTR)) {
        if (count > 0) text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
}

/// Runs a program of the PATH and waits for it; `said` is what it wrote to standard error.
Finished runProgram(std::vector<std::string> arguments, const std::string& password) {
    std::vector<std::string> environment;
    for (char** variable = environ; *variable; ++variable)
        environment.emplace_back(*variable);
    if (!password.empty()) environment.push_back("PGPASSWORD=" + password);
    const auto pointers = [](std::vector<std::string>& texts) {
        std::vector<char*> all;
        for (auto& text : texts)
            all.push_back(text.data());
        all.push_back(nullptr);
        return all;
    };
    Finished finished;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return {.error = errno};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
    pid_t child = 0;
    finished.error = ::posix_spawnp(&child, arguments.front().c_str(), &actions, nullptr, pointers(arguments).data(),
                                    pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (finished.error == 0) {
        finished.said = readAll(ends[0]);
        while (::waitpid(child, &finished.status, 0) < 0 && errno == EINTR) {
        }
    }
    ::close(ends[0]);
    return finished;
}

void mustSucceed(const Finished& finished, const fs::path& file) {
    if (finished.error == ENOENT) throw Error(ErrorKind::Unavailable, "storage.no_pg_dump", {{"file", file.string()}});
    if (finished.error == 0 && finished.status == 0) return;
    const std::string reason = finished.error != 0 ? std::strerror(finished.error) : finished.said;
    throw Error(ErrorKind::Storage, reason.find("No space left") != std::string::npos ? "storage.full" : "storage.io",
                {{"file", file.string()}, {"reason", reason}});
}

}  // namespace

void PostgresConnection::backup(const fs::path& file) {
    const fs::path unfinished = file.string() + ".tmp";
    try {
        mustSucceed(runProgram({"pg_dump", "--format=custom", "--no-password", "--file=" + unfinished.string(),
                                "--dbname=" + connectionText(m_address)},
                               m_address.option("password")),
                    file);
        // Reads the copy's table of contents, which is written last.
        mustSucceed(runProgram({"pg_restore", "--list", unfinished.string()}, ""), file);
        fs::permissions(unfinished, fs::perms::owner_read | fs::perms::owner_write);
        fs::rename(unfinished, file);
    } catch (const fs::filesystem_error& e) {
        throw Error(ErrorKind::Storage, "storage.io", {{"file", file.string()}, {"reason", e.code().message()}});
    } catch (const Error&) {
        std::error_code ignored;
        fs::remove(unfinished, ignored);
        throw;
    }
}

}  // namespace heddle::storage
