#include "core/storage/postgres/postgres_driver.h"

namespace heddle::storage {

std::unique_ptr<Connection> PostgresDriver::openWriter() {
    return std::make_unique<PostgresConnection>(m_address, PostgresMode::Write);
}

std::unique_ptr<Connection> PostgresDriver::openReader() {
    return std::make_unique<PostgresConnection>(m_address, PostgresMode::Read);
}

}  // namespace heddle::storage
