#pragma once
#include "core/base/json.h"

#include <optional>
#include <string_view>

namespace heddle::schema {

/// The schema of all schemas of a draft, by its URI without fragment: what
/// "https://json-schema.org/draft/2020-12/schema" and "http://json-schema.org/draft-07/schema" demand, each as one
/// document.
std::optional<Json> builtInMetaSchema(std::string_view uri);

}  // namespace heddle::schema
