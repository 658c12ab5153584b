#pragma once
#include "core/base/messages.h"

#include <string_view>
#include <utility>

namespace heddle {

/// Code and sentence, grouped by room. A sentence names the place and says what to do. Included by messages.cpp only.
inline constexpr std::pair<std::string_view, std::string_view> kMessages[] = {
    // base
    {"internal.exception", HEDDLE_MESSAGE("Messages", "Something went wrong inside Heddle: {what}")},
    {"json.syntax", HEDDLE_MESSAGE("Messages", "{source} is not valid JSON: line {line}, column {column}.")},
    {"json.too_deep", HEDDLE_MESSAGE("Messages", "{source} is nested deeper than {limit} levels.")},
    {"json.missing", HEDDLE_MESSAGE("Messages", "{path} is missing.")},
    {"json.type", HEDDLE_MESSAGE("Messages", "{path} must be of type {expected}, but is {got}.")},
    {"file.not_found", HEDDLE_MESSAGE("Messages", "There is no file {file}.")},
    {"file.unreadable", HEDDLE_MESSAGE("Messages", "{file} cannot be read: {reason}.")},
    {"file.unwritable", HEDDLE_MESSAGE("Messages", "{file} cannot be written: {reason}. Nothing was changed.")},
    {"file.too_large", HEDDLE_MESSAGE("Messages", "{file} is larger than {limit} bytes.")},
    {"version.syntax", HEDDLE_MESSAGE("Messages", "“{text}” is not a version of the form 1.2.3.")},
    // domain
    {"workflow.foreign",
     HEDDLE_MESSAGE("Messages", "{source} is JSON, but not a Heddle workflow: it has no schema_version or no nodes.")},
    {"workflow.too_new", HEDDLE_MESSAGE("Messages",
                                        "{source} was written by a newer Heddle (format {got}; this one reads up to "
                                        "{known}). Update Heddle to open it.")},
    {"workflow.edge_kind",
     HEDDLE_MESSAGE("Messages",
                    "{path}: there is no edge kind “{got}”. Use normal, conditional, fan_out, barrier or error.")},
    {"workflow.error_policy",
     HEDDLE_MESSAGE("Messages", "{path}: there is no error policy “{got}”. Use fail, default or edge.")},
    {"edit.stale", HEDDLE_MESSAGE("Messages", "The {part} “{key}” was changed elsewhere in the meantime.")},
    {"edit.part", HEDDLE_MESSAGE("Messages", "An edit names an unknown part “{got}”.")},
    {"node_type.duplicate", HEDDLE_MESSAGE("Messages", "There are two node types named “{type}”.")},
    {"template.unknown_parameter",
     HEDDLE_MESSAGE("Messages", "The template {template} has no parameter “{parameter}”.")},
    {"template.missing_parameter",
     HEDDLE_MESSAGE("Messages", "The template {template} needs a value for “{parameter}”.")},
    // net
    {"net.connect",
     HEDDLE_MESSAGE("Messages",
                    "No connection to {url}: {reason}. Check the address and that the service is running.")},
    {"net.tls",
     HEDDLE_MESSAGE(
         "Messages",
         "No secure connection to {url}: {reason}. Check the address, the certificate and this computer's clock.")},
    {"net.closed", HEDDLE_MESSAGE("Messages", "{url} closed the connection in mid-answer: {reason}. Try again.")},
    {"net.failed", HEDDLE_MESSAGE("Messages", "The request to {url} failed: {reason}.")},
    {"net.timeout",
     HEDDLE_MESSAGE("Messages",
                    "{url} did not answer in time: {reason}. Try again, or allow more time in the settings.")},
    {"net.url",
     HEDDLE_MESSAGE(
         "Messages",
         "“{url}” is not an address that Heddle can ask: {reason}. Use one that starts with http:// or https://.")},
    {"net.redirect", HEDDLE_MESSAGE("Messages",
                                    "{url} sends requests on to {target}, where they must not go unasked: {reason}. If "
                                    "you trust that address, enter it instead.")},
    {"net.too_large", HEDDLE_MESSAGE("Messages", "The answer of {url} is larger than {limit} bytes.")},
    {"net.event_too_large", HEDDLE_MESSAGE("Messages", "The server sent one event of more than {limit} bytes.")},
    {"net.cancelled", HEDDLE_MESSAGE("Messages", "The request to {url} was cancelled.")},
    // llm
    {"llm.auth",
     HEDDLE_MESSAGE("Messages",
                    "{provider} ({url}) did not accept the API key: {reason}. Check the key in the settings.")},
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
    {"llm.unknown_model", HEDDLE_MESSAGE("Messages",
                                         "“{reference}” does not name a model. Use “offline”, or a model of a service "
                                         "that is set up in the settings.")},
    {"llm.unknown_service", HEDDLE_MESSAGE("Messages",
                                           "There is no model service “{service}” (wanted by “{reference}”). Set it up "
                                           "in the settings or choose another model.")},
    // check
    {"check.no_nodes", HEDDLE_MESSAGE("Messages", "The workflow has no nodes yet. Add one from the palette.")},
    {"check.no_entry", HEDDLE_MESSAGE("Messages", "No node is marked as the entry, so nothing would run.")},
    {"check.unknown_entry", HEDDLE_MESSAGE("Messages", "The entry names a node “{target}” that is not there.")},
    {"check.unknown_reducer", HEDDLE_MESSAGE("Messages", "State field “{field}”: there is no reducer “{got}”.")},
    {"check.edge_without_source", HEDDLE_MESSAGE("Messages", "The edge “{edge}” starts nowhere.")},
    {"check.edge_without_target", HEDDLE_MESSAGE("Messages", "The edge “{edge}” from “{node}” leads nowhere.")},
    {"check.unknown_source", HEDDLE_MESSAGE("Messages", "The edge “{edge}” starts at “{target}”, which is not there.")},
    {"check.unknown_target", HEDDLE_MESSAGE("Messages", "The edge “{edge}” leads from “{node}” to “{target}”, which is not there.")},
    {"check.several_sources", HEDDLE_MESSAGE("Messages", "The edge “{edge}” has several sources; only a barrier may have them.")},
    {"check.no_condition", HEDDLE_MESSAGE("Messages", "The condition after “{node}” is empty.")},
    {"check.no_cases", HEDDLE_MESSAGE("Messages", "The condition after “{node}” has no cases.")},
    {"check.no_otherwise", HEDDLE_MESSAGE("Messages", "The condition after “{node}” has no “otherwise”: a value that fits no case would stop the run.")},
    {"check.no_items", HEDDLE_MESSAGE("Messages", "The fan-out after “{node}” does not say which items it spreads.")},
    {"check.fan_out_to_end", HEDDLE_MESSAGE("Messages", "The fan-out after “{node}” leads to the end; it needs a node that takes the items.")},
    {"check.error_edge_unused", HEDDLE_MESSAGE("Messages", "“{node}” has an error edge, but its error policy does not take it.")},
    {"check.error_edge_missing", HEDDLE_MESSAGE("Messages", "“{node}” should take its error edge on failure, but has none.")},
    {"check.error_default_missing", HEDDLE_MESSAGE("Messages", "“{node}” should go on with a default value on failure, but has none.")},
    {"check.unreachable", HEDDLE_MESSAGE("Messages", "Nothing leads to “{node}”; it never runs.")},
    {"check.endless_cycle", HEDDLE_MESSAGE("Messages", "These nodes go round for ever: {nodes}. Make one of the edges conditional, so that there is a way out.")},
    {"check.unknown_node_type", HEDDLE_MESSAGE("Messages", "“{node}” has the type “{type}”, which this Heddle does not know.")},
    {"check.unknown_field", HEDDLE_MESSAGE("Messages", "There is no state field “{field}”. There are: {known}.")},
    {"check.unknown_variable", HEDDLE_MESSAGE("Messages", "There is no variable “{name}”. Expressions read state, item, index, run and error.")},
};

}  // namespace heddle
