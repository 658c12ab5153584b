#pragma once
#include "core/mcp/process.h"
#include "core/mcp/transport.h"

#include <memory>
#include <string>

namespace heddle::mcp {

/// A server that is a program of ours: one message a line on its standard streams (MCP, "Transports", stdio). What it
/// writes that is no message is kept in its log and does no harm.
class StdioTransport final : public Transport {
public:
    StdioTransport(boost::asio::any_io_executor strand, ProcessCommand command);
    ~StdioTransport() override;

    boost::asio::awaitable<void> open(Receiver receiver) override;
    boost::asio::awaitable<void> send(Json message) override;
    void agree(const std::string&) override {}
    boost::asio::awaitable<void> close() override;
    std::string log() const override;
    int processId() const;

private:
    struct Shared;
    static boost::asio::awaitable<void> writeAll(std::shared_ptr<Shared> shared);

    boost::asio::any_io_executor m_strand;
    ProcessCommand m_command;
    std::shared_ptr<Shared> m_shared;  ///< with the coroutines that read
};

}  // namespace heddle::mcp
