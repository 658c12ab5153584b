#pragma once
#include "core/base/error.h"
#include "core/base/json.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string_view>

namespace heddle::engine {

/// What answers: none of these needs to say the same twice.
enum class EffectKind { Model, Tool, Http, Code, Clock, Random, Id };
/// "model", "tool", "http", "code", "clock", "random", "id".
std::string_view effectKindName(EffectKind kind);

/// Hears the pieces of an answer in the making, in order.
using PieceSink = std::function<void(const Json& piece)>;

/// Something that a node asks of the world. Everything whose answer may differ from one time to the next goes through
/// NodeContext::effect(): there it is kept, so that what has finished is not done again when a run goes on, and
/// recorded, so that the run can be replayed without the world (reproduce.h).
struct Effect {
    EffectKind kind = EffectKind::Tool;
    /// All that decides the answer, and no secrets: it is stored, and a stored answer counts for the same request only.
    Json request;
    /// Asks the world. It may hand out pieces before the answer is whole; they are stored with it.
    std::function<boost::asio::awaitable<Json>(const PieceSink& piece)> perform;
    /// Hears the pieces, as they come or as they were stored. May be empty.
    PieceSink onPiece;
};

/// What one of several effects came to.
struct EffectAnswer {
    Json answer;
    std::optional<Error> error;  ///< instead of an answer
};

}  // namespace heddle::engine
