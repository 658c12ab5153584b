#pragma once
#include "core/base/messages.h"

namespace heddle {

inline constexpr MessageEntry kLlmMessages[] = {
    {"llm.auth",
     HEDDLE_MESSAGE("Messages",
                    "{provider} ({url}) did not accept the API key: {reason}. Check the key in the settings.")},
    {"llm.no_key",
     HEDDLE_MESSAGE("Messages",
                    "{provider} ({url}) asks for an API key, and none is set: {reason}. Set it in the settings.")},
    {"llm.permission", HEDDLE_MESSAGE("Messages",
                                      "{provider} ({url}) does not allow this with the given API key: {reason}. Ask "
                                      "the owner of the account, or use another key.")},
    {"llm.model_not_found",
     HEDDLE_MESSAGE("Messages",
                    "{provider} ({url}) has no model “{model}”: {reason}. Choose another model in the settings.")},
    {"llm.invalid_request",
     HEDDLE_MESSAGE("Messages",
                    "{provider} ({url}) refused the request for “{model}”: {reason}. Check the options of this step.")},
    {"llm.context_overflow", HEDDLE_MESSAGE("Messages",
                                            "The text is too long for “{model}” at {provider} ({url}): {reason}. "
                                            "Shorten it or choose a model with a larger context.")},
    {"llm.rate_limit",
     HEDDLE_MESSAGE("Messages", "{provider} ({url}) asks to come back later: {reason}. Wait a little and try again.")},
    {"llm.quota", HEDDLE_MESSAGE("Messages",
                                 "The credit or quota at {provider} ({url}) is used up: {reason}. Check the plan and "
                                 "billing of the account, or use another service.")},
    {"llm.overloaded",
     HEDDLE_MESSAGE("Messages",
                    "{provider} ({url}) is overloaded: {reason}. Try again later or choose another model.")},
    {"llm.server",
     HEDDLE_MESSAGE("Messages", "{provider} ({url}) failed with status {status}: {reason}. Try again later.")},
    {"llm.protocol", HEDDLE_MESSAGE("Messages",
                                    "{provider} ({url}) did not answer as a model service does: {reason}. Check that "
                                    "the address is that of an OpenAI-compatible service.")},
    {"llm.incomplete", HEDDLE_MESSAGE("Messages",
                                      "{provider} ({url}) stopped in the middle of its answer: {reason}. What had "
                                      "arrived is kept; run the step again for a whole answer.")},
    {"llm.content_filter",
     HEDDLE_MESSAGE("Messages",
                    "{provider} ({url}) blocked the request by its content rules: {reason}. Change the text.")},
    {"llm.cancelled", HEDDLE_MESSAGE("Messages", "The answer of {model} was cancelled.")},
    {"llm.bad_role",
     HEDDLE_MESSAGE("Messages", "{path} has the role “{role}”; a message is of system, user, assistant or tool.")},
};

}  // namespace heddle
