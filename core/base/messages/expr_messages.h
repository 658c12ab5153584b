#pragma once
#include "core/base/messages.h"

namespace heddle {

inline constexpr MessageEntry kExprMessages[] = {
    {"expr.syntax",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: “{expected}” was expected, but there is “{found}”.")},
    {"expr.literal",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: “{text}” is no complete number or text.")},
    {"expr.macro", HEDDLE_MESSAGE("Messages",
                                  "Line {line}, column {column}: “{macro}” needs a variable name and then an "
                                  "expression, for example items.all(item, item > 0).")},
    {"expr.too_deep",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: the expression is nested deeper than {limit} levels.")},
    {"expr.open_place",
     HEDDLE_MESSAGE(
         "Messages",
         "Line {line}, column {column}: a place for an expression is opened here, but never closed with two braces.")},
    {"expr.cost", HEDDLE_MESSAGE("Messages", "The expression did more than {limit} steps of work and was stopped.")},
    {"expr.not_bool",
     HEDDLE_MESSAGE("Messages",
                    "Line {line}, column {column}: a condition must be true or false, but this is of type {type}.")},
    {"expr.no_such_key",
     HEDDLE_MESSAGE("Messages",
                    "Line {line}, column {column}: there is no “{key}” here. Ask with has(…) first, or use “.?”.")},
    {"expr.no_such_field",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: a value of type {type} has no field “{field}”.")},
    {"expr.unknown_variable",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: there is no variable “{name}”.")},
    {"expr.unknown_field",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: there is no field “{field}”. There are: {known}.")},
    {"expr.argument_count",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: “{function}” takes another number of values.")},
    {"expr.never_equal",
     HEDDLE_MESSAGE("Messages",
                    "Line {line}, column {column}: a value of type {left} never equals one of type {right}.")},
    {"expr.unknown_function",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: there is no function “{function}”.")},
    {"expr.overload",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: “{function}” does not take values of type {types}.")},
    {"expr.overflow",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: the result of “{operator}” does not fit into 64 bits.")},
    {"expr.divide_by_zero", HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: division by zero.")},
    {"expr.index",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: there is no position {index}; there are {size}.")},
    {"expr.convert",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: “{text}” cannot be made a value of type {to}.")},
    {"expr.utf8", HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: these bytes are no UTF-8 text.")},
    {"expr.pattern",
     HEDDLE_MESSAGE("Messages",
                    "Line {line}, column {column}: “{pattern}” is no regular expression that is supported.")},
    {"expr.format",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: “{clause}” does not show a value of type {type}.")},
    {"expr.format_clause", HEDDLE_MESSAGE("Messages",
                                          "Line {line}, column {column}: “{format}” holds an unknown clause; there are "
                                          "%s %d %f %e %b %o %x %X and %%.")},
    {"expr.shift",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: bits cannot be shifted by {offset} places.")},
    {"expr.no_value",
     HEDDLE_MESSAGE(
         "Messages",
         "Line {line}, column {column}: the optional value is not there. Use orValue(…) to say what to take then.")},
    {"expr.time_range", HEDDLE_MESSAGE("Messages",
                                       "Line {line}, column {column}: the time is outside of the years 1 to 9999, or "
                                       "the duration longer than 10,000 years.")},
    {"expr.time_zone", HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: there is no time zone “{zone}”.")},
    {"expr.key_type",
     HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: a value of type {type} cannot be the key of a map.")},
    {"expr.repeated_key", HEDDLE_MESSAGE("Messages", "Line {line}, column {column}: the key {key} is there twice.")},
};

}  // namespace heddle
