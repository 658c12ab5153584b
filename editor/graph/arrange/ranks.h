#pragma once
#include <utility>
#include <vector>

namespace heddle::editor::arrange {

using Links = std::vector<std::pair<int, int>>;

/// The links without self-links and doubles, and with those turned round that would close a loop; their order stays.
Links withoutLoops(int nodes, const Links& links);

/// A column for each node, from 0: every link goes to a later one; nodes stand as near to their successors as they can.
std::vector<int> ranksOf(int nodes, const Links& links);

}  // namespace heddle::editor::arrange
