#pragma once
#include "core/base/messages.h"

namespace heddle {

inline constexpr MessageEntry kMcpMessages[] = {
    {"mcp.no_program",
     HEDDLE_MESSAGE("Messages",
                    "{server}: there is no program “{program}”. Install it, or give its full path. Looked in: {path}")},
    {"mcp.start", HEDDLE_MESSAGE("Messages", "{server}: “{program}” could not be started: {reason}.")},
    {"mcp.gone", HEDDLE_MESSAGE("Messages", "{server}: “{program}” has ended or hung up. It last wrote: {log}")},
    {"mcp.session_gone", HEDDLE_MESSAGE("Messages", "{server} has forgotten this session. Try again.")},
    {"mcp.unauthorised",
     HEDDLE_MESSAGE("Messages", "{server} wants to know who you are: {url} answered with status {status}.")},
    {"mcp.refused", HEDDLE_MESSAGE("Messages", "{server} did not take the request: status {status}. {reason}")},
    {"mcp.protocol", HEDDLE_MESSAGE("Messages", "{server} does not speak MCP at {url}. It sent: {reason}")},
    {"mcp.timeout",
     HEDDLE_MESSAGE("Messages", "{server} was not done with {method} within its {limit} limit of {ms} ms.")},
    {"mcp.error", HEDDLE_MESSAGE("Messages", "{server} refused: {reason} (code {rpc_code}).")},
    {"mcp.revision", HEDDLE_MESSAGE("Messages", "{server} speaks revision {got} of MCP; Heddle knows up to {known}.")},
    {"mcp.not_connected", HEDDLE_MESSAGE("Messages", "{server} is not connected.")},
    {"mcp.no_method", HEDDLE_MESSAGE("Messages", "{server} asked for {method}, which is not offered to it.")},
    {"mcp.no_elicitation", HEDDLE_MESSAGE("Messages", "A person has to be asked, and the client cannot do that.")},
    {"mcp.cancelled", HEDDLE_MESSAGE("Messages", "The request to {server} was cancelled.")},
    {"mcp.closed", HEDDLE_MESSAGE("Messages", "The connection to {server} was closed.")},
};

}  // namespace heddle
