#pragma once
#include <string>

namespace CLI {
class App;
}
namespace heddle::runtime {
class Runtime;
}

namespace heddle::storecli {

/// A model service that the command line names. It is not stored, so a run that uses it needs it again to go on.
struct Address {
    static constexpr const char* kName = "address";  ///< of the service in model references

    std::string baseUrl;
    std::string keyVariable = "OPENAI_API_KEY";

    void addTo(CLI::App& command);
    /// Makes it known to the runtime's models; false when none was given.
    bool use(runtime::Runtime& runtime) const;
};

}  // namespace heddle::storecli
