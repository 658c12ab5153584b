#pragma once
#include "core/base/messages.h"

namespace heddle {

inline constexpr MessageEntry kCheckMessages[] = {
    {"workflow.mode", HEDDLE_MESSAGE("Messages", "{path}: there is no mode “{got}”. Use steps or flow.")},
    {"check.unknown_graph",
     HEDDLE_MESSAGE("Messages", "“{node}” calls a sub-graph “{graph}”, which is not there. There are: {known}.")},
    {"check.recursive_graph",
     HEDDLE_MESSAGE("Messages", "The sub-graph “{graph}” would call itself, directly or through others.")},
    {"check.unused_graph", HEDDLE_MESSAGE("Messages", "Nothing calls the sub-graph “{graph}”.")},
    {"check.no_nodes", HEDDLE_MESSAGE("Messages", "The workflow has no nodes yet. Add one from the palette.")},
    {"check.no_entry", HEDDLE_MESSAGE("Messages", "No node is marked as the entry, so nothing would run.")},
    {"check.unknown_entry", HEDDLE_MESSAGE("Messages", "The entry names a node “{target}” that is not there.")},
    {"check.unknown_reducer", HEDDLE_MESSAGE("Messages", "State field “{field}”: there is no reducer “{got}”.")},
    {"check.edge_without_source", HEDDLE_MESSAGE("Messages", "The edge “{edge}” starts nowhere.")},
    {"check.edge_without_target", HEDDLE_MESSAGE("Messages", "The edge “{edge}” leads nowhere.")},
    {"check.unknown_source", HEDDLE_MESSAGE("Messages", "The edge “{edge}” starts at “{target}”, which is not there.")},
    {"check.unknown_target",
     HEDDLE_MESSAGE("Messages", "The edge “{edge}” leads from “{node}” to “{target}”, which is not there.")},
    {"check.several_sources",
     HEDDLE_MESSAGE("Messages", "The edge “{edge}” has several sources; only a barrier may have them.")},
    {"check.no_condition", HEDDLE_MESSAGE("Messages", "The condition after “{node}” is empty.")},
    {"check.no_cases", HEDDLE_MESSAGE("Messages", "The condition after “{node}” has no cases.")},
    {"check.no_otherwise",
     HEDDLE_MESSAGE("Messages",
                    "The condition after “{node}” has no “otherwise”: a value that fits no case would stop the run.")},
    {"check.no_items", HEDDLE_MESSAGE("Messages", "The fan-out after “{node}” does not say which items it spreads.")},
    {"check.fan_out_to_end",
     HEDDLE_MESSAGE("Messages", "The fan-out after “{node}” leads to the end; it needs a node that takes the items.")},
    {"check.error_edge_unused",
     HEDDLE_MESSAGE("Messages", "“{node}” has an error edge, but its error policy does not take it.")},
    {"check.error_edge_missing",
     HEDDLE_MESSAGE("Messages", "“{node}” should take its error edge on failure, but has none.")},
    {"check.error_default_missing",
     HEDDLE_MESSAGE("Messages", "“{node}” should go on with a default value on failure, but has none.")},
    {"check.unreachable", HEDDLE_MESSAGE("Messages", "Nothing leads to “{node}”; it never runs.")},
    {"check.endless_cycle",
     HEDDLE_MESSAGE(
         "Messages",
         "These nodes go round for ever: {nodes}. Make one of the edges conditional, so that there is a way out.")},
    {"check.unknown_node_type",
     HEDDLE_MESSAGE("Messages", "“{node}” has the type “{type}”, which this Heddle does not know.")},
    {"check.unknown_field", HEDDLE_MESSAGE("Messages", "There is no state field “{field}”. There are: {known}.")},
    {"check.unknown_variable",
     HEDDLE_MESSAGE("Messages", "There is no variable “{name}”. Expressions read state, item, index, run and error.")},
};

}  // namespace heddle
