#include "tests/support/postgres_server.h"

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/storage/postgres_database.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace heddle::tests {
namespace {

constexpr int kNobody = 65534;  // PostgreSQL refuses to run as root
std::string& reason() {
    static std::string text;
    return text;
}

/// The folder of initdb and postgres, which Debian keeps out of the PATH.
std::string programsFolder() {
    std::vector<std::string> folders;
    std::error_code none;
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", none)) {
        const std::string folder = version.path().string() + "/bin";
        if (::access((folder + "/initdb").c_str(), X_OK) == 0) folders.push_back(folder);
    }
    return folders.empty() ? std::string() : *std::max_element(folders.begin(), folders.end());
}

int freePort() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(socket);
    return ntohs(address.sin_port);
}

/// As nobody when we are root. The program dies with us.
std::vector<std::string> unprivileged(std::vector<std::string> command) {
    std::vector<std::string> whole{"setpriv", "--pdeathsig", "QUIT"};
    if (::geteuid() == 0) {
        for (const char* argument : {"--reuid", "65534", "--regid", "65534", "--clear-groups"})
            whole.emplace_back(argument);
    }
    whole.insert(whole.end(), command.begin(), command.end());
    return whole;
}

pid_t spawn(std::vector<std::string> command, const std::string& log) {
    std::vector<char*> arguments;
    for (auto& argument : command)
        arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t child = 0;
    const int failure = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    return failure == 0 ? child : 0;
}

/// Without the triggers, which would look for what refers to each row.
constexpr const char* kEmptyAllTables = R"(DO $$ DECLARE name TEXT; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_version' LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
END $$)";

std::unique_ptr<PGconn, decltype(&PQfinish)> connectTo(const std::string& url) {
    return {PQconnectdb(url.c_str()), &PQfinish};
}

}  // namespace

const std::string& PostgresServer::whyNot() { return reason(); }

PostgresServer* PostgresServer::instance() {
    static std::unique_ptr<PostgresServer> server;
    [[maybe_unused]] static const bool tried = [] {
        if (programsFolder().empty()) {
            reason() = "PostgreSQL is not installed (apt-get install postgresql)";
            return true;
        }
        try {
            server.reset(new PostgresServer);
        } catch (const std::exception& e) {
            reason() = std::string("PostgreSQL does not start: ") + e.what();
        }
        return true;
    }();
    return server.get();
}

PostgresServer::PostgresServer()
    : m_folder(std::filesystem::temp_directory_path() / ("heddle-postgres-" + newId())), m_programs(programsFolder()) {
    const std::string folder = m_folder.string();
    const std::string password = folder + "/password";
    writeFile(password, kPassword, FileMode::OwnerOnly);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    if (::geteuid() == 0 &&
        (::chown(folder.c_str(), kNobody, kNobody) != 0 || ::chown(password.c_str(), kNobody, kNobody) != 0)) {
        throw std::runtime_error("chown");
    }
    const pid_t child = spawn(unprivileged({m_programs + "/initdb", "-D", folder + "/data", "-U", kUser, "-E", "UTF8",
                                            "--locale=C.UTF-8", "--auth=scram-sha-256", "--pwfile=" + password, "-N"}),
                              folder + "/log");
    int status = 0;
    if (child == 0 || ::waitpid(child, &status, 0) != child || status != 0) throw std::runtime_error("initdb");
    m_port = freePort();
    start();
}

PostgresServer::~PostgresServer() {
    if (m_process != 0) {
        ::kill(m_process, SIGQUIT);
        ::waitpid(m_process, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

void PostgresServer::kill() {
    ::kill(m_process, SIGKILL);
    ::waitpid(m_process, nullptr, 0);
    m_process = 0;
}

void PostgresServer::start() {
    const std::string folder = m_folder.string();
    for (int attempt = 0; attempt < 600; ++attempt) {
        if (m_process == 0) {
            m_process =
                spawn(unprivileged({m_programs + "/postgres", "-D", folder + "/data", "-c",
                                    "listen_addresses=127.0.0.1", "-c", "port=" + std::to_string(m_port), "-c",
                                    "unix_socket_directories=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c",
                                    "autovacuum=off", "-c", "shared_buffers=32MB", "-c", "max_connections=200"}),
                      folder + "/log");
        }
        if (PQping(url("postgres").c_str()) == PQPING_OK) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        if (::waitpid(m_process, nullptr, WNOHANG) == m_process) m_process = 0;  // its predecessor's children live
    }
    throw std::runtime_error("it does not answer");
}

std::string PostgresServer::url(const std::string& database) const {
    return std::string("postgres://") + kUser + ":" + kPasswordInUrl + "@127.0.0.1:" + std::to_string(m_port) + "/" +
           database;
}

std::string PostgresServer::run(const std::string& url, const std::string& sql) {
    const auto connection = connectTo(url);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), &PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        throw std::runtime_error(PQerrorMessage(connection.get()));
    }
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

std::string PostgresServer::create(const std::string& options) {
    const std::string name = "t" + std::to_string(++m_databases);
    run(url("postgres"), "CREATE DATABASE " + name + options);
    return url(name);
}

std::string PostgresServer::emptyDatabase() { return create(""); }

std::string PostgresServer::readyDatabase() {
    if (!m_used.empty()) {
        const std::string used = m_used.back();
        m_used.pop_back();
        run(used, kEmptyAllTables);
        return used;
    }
    if (!m_hasTemplate) {
        run(url("postgres"), "CREATE DATABASE ready");
        storage::openPostgres(url("ready"));
        m_hasTemplate = true;
    }
    return create(" TEMPLATE ready STRATEGY FILE_COPY");
}

}  // namespace heddle::tests
