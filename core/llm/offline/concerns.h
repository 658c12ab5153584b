#pragma once
#include "core/llm/offline/code.h"

#include <string_view>
#include <vector>

namespace heddle::llm::offline {

struct Reason {
    std::string_view en;
    std::string_view zh;
};

/// A line that matches a pattern. At most one finding a line: the weightiest.
struct Finding {
    int line = 0;
    int weight = 0;  ///< 3 look first … 1 look at leisure
    Reason why;
};

std::vector<Finding> securityFindings(const SourceText& source);
std::vector<Finding> performanceFindings(const SourceText& source);
/// Marks that people leave where work is unfinished.
std::vector<Finding> openEnds(const SourceText& source);

}  // namespace heddle::llm::offline
