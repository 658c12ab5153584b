#pragma once
#include <boost/asio/awaitable.hpp>

#include <memory>

namespace heddle::engine {

class Run;

/// Executes the run on its own strand and waits for its end. Cancelling the awaiting coroutine (terminal) cancels it.
boost::asio::awaitable<void> drive(std::shared_ptr<Run> run);

}  // namespace heddle::engine
