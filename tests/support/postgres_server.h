#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace heddle::tests {

/// A PostgreSQL server of this program's own, on loopback and in a temporary folder, with Debian's programs. It dies
/// with the program. Without Qt, for the benchmarks too. fsync is off: kill -9 of the server loses nothing by that,
/// only a loss of power would.
class PostgresServer {
public:
    static constexpr const char* kUser = "heddle";
    /// Every character that can go wrong in a URL.
    static constexpr const char* kPassword = "p@ss:w/rd?%#&";
    static constexpr const char* kPasswordInUrl = "p%40ss%3Aw%2Frd%3F%25%23%26";

    /// The one server, started at the first call; null when there is none, for which whyNot() has the reason.
    static PostgresServer* instance();
    static const std::string& whyNot();
    ~PostgresServer();

    /// URLs of new databases: an empty one, and one with Heddle's tables, which is faster than making them.
    std::string emptyDatabase();
    std::string readyDatabase();
    /// Takes a ready one back, whose tables are as they were, to be emptied for the next who asks: that is faster
    /// still.
    void giveBack(const std::string& url) { m_used.push_back(url); }
    /// Runs a statement in the database of `url`, as a person beside Heddle would; gives the first field or "".
    static std::string run(const std::string& url, const std::string& sql);

    /// kill -9 of the postmaster; start() then waits until its children are gone.
    void kill();
    void start();

private:
    PostgresServer();
    std::string create(const std::string& options);
    std::string url(const std::string& database) const;

    std::filesystem::path m_folder;
    std::string m_programs;
    int m_port = 0;
    int m_process = 0;
    int m_databases = 0;
    bool m_hasTemplate = false;
    std::vector<std::string> m_used;
};

}  // namespace heddle::tests
