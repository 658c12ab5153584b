#include "tests/fuzz/inputs.h"

#include <cstdint>
#include <filesystem>
#include <fstream>

using namespace heddle::fuzz;

namespace {

const Target& target() {
    static const Target& named = *findTarget(HEDDLE_FUZZ_TARGET);
    return named;
}

}  // namespace

/// The first folder that is named gets what libFuzzer finds: the corpus and the seeds are put there first.
extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    for (int i = 1; i < *count; ++i) {
        const std::filesystem::path folder = (*arguments)[i];
        if (!std::filesystem::is_directory(folder)) continue;
        int number = 0;
        for (const std::string& input : inputsOf(target()))
            std::ofstream(folder / ("seed-" + std::to_string(number++)), std::ios::binary) << input;
        break;
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    target().run({reinterpret_cast<const char*>(data), size});
    return 0;
}
