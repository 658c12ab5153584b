#pragma once
#include "core/storage/postgres/postgres_connection.h"

namespace heddle::storage {

/// Opens connections to one PostgreSQL database.
class PostgresDriver final : public Driver {
public:
    explicit PostgresDriver(PostgresAddress address) : m_address(std::move(address)) {}
    std::unique_ptr<Connection> openWriter() override;
    std::unique_ptr<Connection> openReader() override;

private:
    PostgresAddress m_address;
};

}  // namespace heddle::storage
