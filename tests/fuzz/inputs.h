#pragma once
#include "tests/fuzz/target.h"

#include <random>

namespace heddle::fuzz {

/// A target's corpus and what its seeds() makes, in a steady order.
std::vector<std::string> inputsOf(const Target& target);

/// Makes inputs of others: the same ones for the same seed. Not as clever as libFuzzer, but everywhere.
class Mutator {
public:
    Mutator(const Target& target, std::vector<std::string> inputs, unsigned seed);
    std::string next();

private:
    void change(std::string& bytes);
    /// A place in `size` bytes, its end included.
    std::size_t place(std::size_t size);
    std::size_t below(std::size_t limit);

    std::vector<std::string> m_inputs;
    std::vector<std::string> m_words;  ///< of the target's dictionary
    std::mt19937 m_random;
};

}  // namespace heddle::fuzz
