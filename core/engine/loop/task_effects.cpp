#include "core/engine/loop/task.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::engine {

namespace asio = boost::asio;

/// Several effects under way. Used on the task's lane only.
struct EffectBatch {
    const std::vector<Effect>& effects;
    std::vector<EffectAnswer> answers;
    std::vector<bool> isOpen;
    std::size_t next = 0;  ///< where to look for one that nobody asks for yet

    std::optional<std::size_t> takeNext() {
        while (next < isOpen.size() && !isOpen[next])
            ++next;
        if (next == isOpen.size()) return std::nullopt;
        return next++;
    }
};

EffectAnswer Task::answerFrom(EffectEntry known, const Effect& effect) const {
    if (effect.onPiece) {
        for (const Json& piece : known.pieces)
            effect.onPiece(piece);
    }
    EffectAnswer answer;
    answer.answer = std::move(known.answer);
    if (!known.error.is_null()) answer.error = Error::fromJson(known.error);
    return answer;
}

/// Throws only when the task is stopped: what fails is an answer too.
asio::awaitable<EffectAnswer> Task::askWorld(const Effect& effect) {
    EffectEntry entry;
    const PieceSink piece = [&entry, &effect](const Json& one) {
        entry.pieces.push_back(one);
        if (effect.onPiece) effect.onPiece(one);
    };
    EffectAnswer given;
    try {
        entry.answer = co_await effect.perform(piece);
    } catch (...) {
        Error error = failureNow();
        if (error.kind() == ErrorKind::Cancelled || m_isReported.load()) throw;
        entry.error = error.toJson();
        given.error = std::move(error);
    }
    if (m_isReported.load()) throw Error(ErrorKind::Cancelled, "engine.cancelled");
    given.answer = entry.answer;
    touch();
    m_journal.add(effectKindName(effect.kind), effect.request, std::move(entry));
    co_return given;
}

asio::awaitable<Json> Task::effect(Effect effect) {
    touch();
    EffectAnswer given;
    if (auto known = m_journal.take(effectKindName(effect.kind), effect.request)) {
        given = answerFrom(std::move(*known), effect);
    } else {
        given = co_await askWorld(effect);
    }
    if (given.error) throw *given.error;
    co_return std::move(given.answer);
}

asio::awaitable<void> Task::askInTurn(EffectBatch& batch) {
    std::optional<std::size_t> place = batch.takeNext();
    while (place) {
        EffectAnswer answer = co_await askWorld(batch.effects.at(*place));
        batch.answers[*place] = std::move(answer);
        place = batch.takeNext();
    }
}

asio::awaitable<std::vector<EffectAnswer>> Task::effects(std::vector<Effect> effects, int atOnce) {
    touch();
    EffectBatch batch{effects, std::vector<EffectAnswer>(effects.size()), std::vector<bool>(effects.size(), true)};
    while (auto known = m_journal.takeOneOf(effects, batch.isOpen)) {
        batch.isOpen[known->first] = false;
        batch.answers[known->first] = answerFrom(std::move(known->second), effects[known->first]);
    }
    const auto open = static_cast<int>(std::count(batch.isOpen.begin(), batch.isOpen.end(), true));
    const int width = atOnce > 0 ? std::min(atOnce, open) : open;
    if (width == 0) co_return std::move(batch.answers);
    const auto lane = co_await asio::this_coro::executor;
    using Lane = decltype(asio::co_spawn(lane, askInTurn(batch), asio::deferred));
    std::vector<Lane> lanes;
    for (int i = 0; i < width; ++i)
        lanes.push_back(asio::co_spawn(lane, askInTurn(batch), asio::deferred));
    auto group = asio::experimental::make_parallel_group(std::move(lanes));
    const auto ended = co_await group.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    for (const std::exception_ptr& failure : std::get<1>(ended)) {
        if (failure) std::rethrow_exception(failure);
    }
    co_return std::move(batch.answers);
}

}  // namespace heddle::engine
