#pragma once
#include <string>
#include <utility>
#include <vector>

namespace heddle::storage {

/// Where a PostgreSQL database is. The password of the URL is in options() only, and masked in logs from now on.
class PostgresAddress {
public:
    /// `url`: postgres://user:password@host:port/database?option=value, with libpq's options. Throws (InvalidArgument,
    /// "storage.bad_address"), which does not repeat the URL.
    explicit PostgresAddress(const std::string& url);

    /// libpq's keywords with their values.
    const std::vector<std::pair<std::string, std::string>>& options() const { return m_options; }
    /// What of them may be shown: postgres://host:port/database.
    const std::string& name() const { return m_name; }
    std::string option(const std::string& keyword) const;

private:
    std::vector<std::pair<std::string, std::string>> m_options;
    std::string m_name;
};

}  // namespace heddle::storage
