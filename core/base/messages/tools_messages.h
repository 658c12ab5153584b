#pragma once
#include "core/base/messages.h"

namespace heddle {

inline constexpr MessageEntry kToolsMessages[] = {
    {"tool.unknown", HEDDLE_MESSAGE("Messages", "There is no tool “{tool}”. There are: {known}.")},
    {"tool.bad_decision", HEDDLE_MESSAGE("Messages", "{path}: “{decision}” is not allow, ask or deny.")},
    {"tool.bad_expression",
     HEDDLE_MESSAGE("Messages", "The expression is wrong at column {column}: {reason} is missing.")},
    {"tool.no_web_search",
     HEDDLE_MESSAGE("Messages",
                    "No service that searches the web is set up. Choose one in the settings, under Tools.")},
    {"tool.timeout", HEDDLE_MESSAGE("Messages", "The tool {tool} was not done within {ms} ms.")},
    {"tool.no_rule", HEDDLE_MESSAGE("Messages", "There is no rule “{rule}”.")},
    {"tool.no_folder", HEDDLE_MESSAGE("Messages", "“{path}” is no folder. Give the full path of one that is there.")},
    {"tool.gone", HEDDLE_MESSAGE("Messages", "The tool {tool} is not there any more.")},
    {"tool.folder_not_granted",
     HEDDLE_MESSAGE("Messages", "“{path}” is outside the folders that agents may use: {folders}.")},
    {"agent.budget", HEDDLE_MESSAGE("Messages", "“{node}” has used up its budget: {used} of {limit} {unit}.")},
    {"agent.tool_failed", HEDDLE_MESSAGE("Messages", "“{node}”: the tool {tool} failed: {reason}")},
    {"agent.not_the_schema",
     HEDDLE_MESSAGE("Messages", "“{node}”: the answer did not fit its schema after {attempts} tries: {reason}")},
    {"agent.blocked", HEDDLE_MESSAGE("Messages", "“{node}” stopped: a guardrail found {what} in the {where}.")},
    {"agent.bad_guardrail", HEDDLE_MESSAGE("Messages", "“{node}”: {path}: “{value}” is not one of {known}.")},
};

}  // namespace heddle
