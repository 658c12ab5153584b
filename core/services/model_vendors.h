#pragma once
#include <string>
#include <vector>

namespace heddle::services {

/// A well-known model service, as a person adds it.
struct ModelVendor {
    std::string title;
    std::string provider;  ///< domain::ModelService::provider
    std::string baseUrl;   ///< empty: a person must know it
};

/// In the order in which they are offered; the last ones are for any other service.
const std::vector<ModelVendor>& modelVendors();

}  // namespace heddle::services
