#pragma once
#include "core/llm/offline/text.h"

#include <cstddef>
#include <vector>

namespace heddle::llm::offline {

/// How much each sentence says about a question: BM25 over the sentences, plus a share of its neighbours in the
/// paragraph. Headings score too, so that they can lend to their paragraph.
std::vector<double> likenessToQuestion(const std::vector<Sentence>& sentences, const std::vector<Term>& question);

/// The best answers to `question`, best first: indexes of at most `count` sentences that are no headings; empty when
/// nothing matches well enough.
std::vector<std::size_t> answersTo(const std::vector<Sentence>& sentences, const std::vector<Term>& question,
                                   std::size_t count);

/// The `count` sentences that cover the text best, in the order of the text (SumBasic, Nenkova and Vanderwende 2005,
/// with weight for early sentences and for `focus`).
std::vector<std::size_t> summaryOf(const std::vector<Sentence>& sentences, const std::vector<Term>& focus,
                                   std::size_t count);

/// The share of `wanted`'s different terms that `text` has, 0 … 1.
double coverage(const std::vector<Term>& wanted, const std::vector<Term>& text);

}  // namespace heddle::llm::offline
