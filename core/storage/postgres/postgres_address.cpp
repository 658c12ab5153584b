#include "core/storage/postgres/postgres_address.h"

#include "core/base/error.h"
#include "core/base/log.h"

#include <libpq-fe.h>
#include <memory>

namespace heddle::storage {
namespace {

Error badAddress(const char* reason) {
    return Error(ErrorKind::InvalidArgument, "storage.bad_address", {{"reason", reason}});
}

using ParsedOptions = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

/// libpq's own message is dropped: it may quote a part of the password.
ParsedOptions parseOptions(const std::string& url) {
    char* message = nullptr;
    ParsedOptions options(PQconninfoParse(url.c_str(), &message), &PQconninfoFree);
    PQfreemem(message);
    if (!options) throw badAddress("it does not read as postgres://user:password@host:port/database");
    return options;
}

}  // namespace

PostgresAddress::PostgresAddress(const std::string& url) {
    if (!url.starts_with("postgres://") && !url.starts_with("postgresql://")) {
        throw badAddress("it does not begin with postgres://");
    }
    const ParsedOptions parsed = parseOptions(url);
    for (const PQconninfoOption* option = parsed.get(); option->keyword; ++option) {
        if (option->val) m_options.emplace_back(option->keyword, option->val);
    }
    maskSecret(option("password"));
    const std::string host = option("host"), port = option("port"), database = option("dbname");
    // A password with one of :/@ that is not percent-encoded spills into what we would show.
    if ((host + port + database).find('@') != std::string::npos) {
        throw badAddress("special characters in its user or password must be percent-encoded (@ is %40)");
    }
    m_name = "postgres://" + host + (port.empty() ? "" : ":" + port) + "/" + database;
}

std::string PostgresAddress::option(const std::string& keyword) const {
    for (const auto& [key, value] : m_options) {
        if (key == keyword) return value;
    }
    return "";
}

}  // namespace heddle::storage
