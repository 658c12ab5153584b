#pragma once
#include <string_view>
#include <vector>

namespace heddle::services {

/// The texts of resources/templates/*.json, as the build found them.
const std::vector<std::string_view>& embeddedTemplates();

}  // namespace heddle::services
