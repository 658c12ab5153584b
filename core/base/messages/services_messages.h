#pragma once
#include "core/base/messages.h"

namespace heddle {

inline constexpr MessageEntry kServicesMessages[] = {
    {"agent.not_found", HEDDLE_MESSAGE("Messages", "There is no agent {agent}.")},
    {"template.shape",
     HEDDLE_MESSAGE("Messages",
                    "Nodes, edges and their kinds must be in the template itself; parameters stand for "
                    "what is inside of their configuration.")},
    {"template.not_found", HEDDLE_MESSAGE("Messages", "There is no template {template}.")},
    {"template.parameters",
     HEDDLE_MESSAGE("Messages", "The parameters do not fit the template {template}: {path} {reason}")},
    {"chat.not_found", HEDDLE_MESSAGE("Messages", "There is no chat {chat}.")},
    {"run.not_found", HEDDLE_MESSAGE("Messages", "There is no run {run}.")},
    {"run.ambiguous", HEDDLE_MESSAGE("Messages", "Several runs begin with {run}. Give more of the id.")},
    {"run.not_resumable", HEDDLE_MESSAGE("Messages", "The run {run} is {status}; there is nothing to go on with.")},
    {"run.active", HEDDLE_MESSAGE("Messages", "The run {run} is going on already.")},
    {"run.not_active", HEDDLE_MESSAGE("Messages", "The run {run} is {status}; there is nothing to cancel.")},
    {"run.not_cancelled",
     HEDDLE_MESSAGE("Messages",
                    "The process that runs {run} was asked to cancel it and has not done so yet. Look again with: "
                    "heddlectl runs show {run}")},
    {"run.not_an_export",
     HEDDLE_MESSAGE("Messages",
                    "{file} is not a run that Heddle exported, or it is damaged: {reason}. Nothing was changed.")},
    {"run.export_too_new",
     HEDDLE_MESSAGE("Messages",
                    "{file} was exported by a newer Heddle (schema {got}; this one knows {known}). Update Heddle to "
                    "import it. Nothing was changed.")},
    {"run.interrupted",
     HEDDLE_MESSAGE("Messages",
                    "The program ended while this run was going on. Resume it: nothing that had finished runs again.")},
    {"run.invalid_workflow", HEDDLE_MESSAGE("Messages", "The workflow cannot run: {reason}")},
    {"run.no_input_node", HEDDLE_MESSAGE("Messages",
                                         "The workflow has no input node at its entry, so there is no place for a "
                                         "text. Add one, or give the input as JSON.")},
    {"model.unknown", HEDDLE_MESSAGE("Messages", "There is no model “{model}”. There are: {known}.")},
    {"model_service.address", HEDDLE_MESSAGE("Messages", "“{address}” is not an http or https address.")},
    {"runtime.no_workspace", HEDDLE_MESSAGE("Messages", "This needs a workspace, and none is open.")},
};

}  // namespace heddle
