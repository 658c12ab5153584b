#pragma once
#include "core/base/messages.h"

namespace heddle {

inline constexpr MessageEntry kNodesMessages[] = {
    {"node.config_empty", HEDDLE_MESSAGE("Messages", "“{node}”: {path} is empty.")},
    {"node.not_a_time", HEDDLE_MESSAGE("Messages", "“{node}”: {path} gives a value of type {got}, which is no time.")},
    {"node.input_missing", HEDDLE_MESSAGE("Messages", "“{node}” needs a value for “{field}”.")},
    {"node.unknown_choice", HEDDLE_MESSAGE("Messages", "“{choice}” is not one of the choices: {known}.")},
    {"node.too_few_labels", HEDDLE_MESSAGE("Messages", "“{node}” needs at least two labels to choose from.")},
    {"node.no_label", HEDDLE_MESSAGE("Messages", "“{node}”: the model named none of the labels. It said: {answer}")},
    {"question.tool_approval", HEDDLE_MESSAGE("Messages", "May the agent use {tools}?")},
    {"question.budget",
     HEDDLE_MESSAGE("Messages", "The agent has used up what it was given. Go on with as much again?")},
    {"node.model_refused", HEDDLE_MESSAGE("Messages", "“{node}”: {model} refused to answer: {reason}")},
};

}  // namespace heddle
