#include "storecli/address.h"

#include "core/runtime/runtime.h"
#include "core/services/model_service.h"

#include <CLI/CLI.hpp>

#include <cstdlib>

namespace heddle::storecli {

void Address::addTo(CLI::App& command) {
    command.add_option("--base-url", baseUrl, "An OpenAI-compatible address, for example http://127.0.0.1:8080/v1");
    command.add_option("--key-env", keyVariable, "Environment variable that holds the address's key");
}

bool Address::use(runtime::Runtime& runtime) const {
    if (baseUrl.empty()) return false;
    const char* key = std::getenv(keyVariable.c_str());
    runtime.models().useAddress(kName, baseUrl, key ? key : "");
    return true;
}

}  // namespace heddle::storecli
