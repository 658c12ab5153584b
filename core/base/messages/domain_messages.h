#pragma once
#include "core/base/messages.h"

namespace heddle {

inline constexpr MessageEntry kDomainMessages[] = {
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
    {"role.unknown",
     HEDDLE_MESSAGE("Messages", "There is no role “{role}”. There are: user, developer, reviewer, admin.")},
};

}  // namespace heddle
