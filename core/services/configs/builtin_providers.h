#pragma once
#include "core/domain/provider.h"

#include <vector>

namespace heddle::services {

/// The providers that every store begins with, without ids and times.
const std::vector<domain::Provider>& builtinProviders();

}  // namespace heddle::services
