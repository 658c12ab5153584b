#include "core/engine/loop/drive.h"

#include "core/engine/loop/run.h"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::engine {

namespace asio = boost::asio;

asio::awaitable<void> drive(std::shared_ptr<Run> run) {
    auto begin = [run](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) {
            slot.assign([weak = std::weak_ptr<Run>(run)](asio::cancellation_type) {
                if (const auto running = weak.lock()) running->cancel({});
            });
        }
        auto work = [run]() -> asio::awaitable<void> { co_await run->execute(); };
        auto ended = [caller = std::move(handler)](std::exception_ptr) mutable {
            const auto executor = asio::get_associated_executor(caller);
            asio::post(executor, std::move(caller));
        };
        asio::co_spawn(run->strand(), std::move(work), asio::bind_cancellation_slot(run->slot(), std::move(ended)));
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(begin, asio::use_awaitable);
}

}  // namespace heddle::engine
