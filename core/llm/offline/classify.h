#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace heddle::llm::offline {

/// A label to choose, with words that describe it (may be empty).
struct Label {
    std::string name;
    std::string description;
};

struct Scored {
    std::size_t index = 0;
    double likeness = 0;  ///< 0 … 1
};

/// Every label with its likeness to `text`, best first; equal ones stay in their order. Compares words, stems, Chinese
/// pairs and a small lexicon of usual topics. When nothing fits, a label such as "other" comes first.
std::vector<Scored> classify(std::string_view text, const std::vector<Label>& labels);

}  // namespace heddle::llm::offline
