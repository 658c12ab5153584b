#include "core/llm/offline/rank.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace heddle::llm::offline {
namespace {

using Set = std::unordered_set<Term>;

bool usable(const Sentence& sentence) { return !sentence.heading && !sentence.terms.empty(); }

std::unordered_map<Term, double> rarityOf(const std::vector<Sentence>& sentences, const Set& wanted) {
    std::unordered_map<Term, double> count;
    for (const auto& sentence : sentences) {
        Set seen;
        for (const Term term : sentence.terms)
            if (wanted.contains(term) && seen.insert(term).second) count[term] += 1;
    }
    const double all = static_cast<double>(sentences.size());
    for (auto& [term, n] : count)
        n = std::log(1 + (all - n + 0.5) / (n + 0.5));
    return count;
}

/// BM25 with k1 = 1.2 and b = 0.5: sentences differ less in length than documents do.
double bm25(const Sentence& sentence, const std::unordered_map<Term, double>& rarity, double meanLength) {
    std::unordered_map<Term, int> found;
    for (const Term term : sentence.terms)
        if (rarity.contains(term)) ++found[term];
    const double length = 0.5 + 0.5 * static_cast<double>(sentence.terms.size()) / meanLength;
    double score = 0;
    for (const auto& [term, n] : found)
        score += rarity.at(term) * n * 2.2 / (n + 1.2 * length);
    return score;
}

}  // namespace

double coverage(const std::vector<Term>& wanted, const std::vector<Term>& text) {
    const Set different(wanted.begin(), wanted.end());
    const Set there(text.begin(), text.end());
    if (different.empty()) return 0;
    const auto hits = std::count_if(different.begin(), different.end(), [&](Term t) { return there.contains(t); });
    return static_cast<double>(hits) / static_cast<double>(different.size());
}

std::vector<double> likenessToQuestion(const std::vector<Sentence>& sentences, const std::vector<Term>& question) {
    const auto rarity = rarityOf(sentences, Set(question.begin(), question.end()));
    double total = 1;
    for (const auto& sentence : sentences)
        total += static_cast<double>(sentence.terms.size());
    const double mean = total / static_cast<double>(sentences.size() + 1);
    std::vector<double> own;
    for (const auto& sentence : sentences)
        own.push_back(bm25(sentence, rarity, mean));
    std::vector<double> scores = own;
    for (std::size_t i = 0; i < sentences.size(); ++i) {
        const auto lend = [&](std::size_t j) {
            if (own[i] > 0 && sentences[i].paragraph == sentences[j].paragraph) scores[i] += 0.25 * own[j];
        };
        if (i > 0) lend(i - 1);
        if (i + 1 < sentences.size()) lend(i + 1);
    }
    return scores;
}

std::vector<std::size_t> answersTo(const std::vector<Sentence>& sentences, const std::vector<Term>& question,
                                   std::size_t count) {
    const auto scores = likenessToQuestion(sentences, question);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < sentences.size(); ++i)
        if (usable(sentences[i]) && scores[i] > 0) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    if (order.empty() || coverage(question, sentences[order[0]].terms) < 0.2) return {};
    const double enough = scores[order[0]] * 0.55;
    std::vector<std::size_t> best;
    for (const std::size_t i : order) {
        if (best.size() == count || scores[i] < enough) break;
        const bool repeats = std::any_of(best.begin(), best.end(), [&](std::size_t chosen) {
            return coverage(sentences[i].terms, sentences[chosen].terms) > 0.7;
        });
        if (!repeats) best.push_back(i);
    }
    return best;
}

std::vector<std::size_t> summaryOf(const std::vector<Sentence>& sentences, const std::vector<Term>& focus,
                                   std::size_t count) {
    std::unordered_map<Term, double> weight;
    double total = 0;
    for (const auto& sentence : sentences) {
        for (const Term term : sentence.terms)
            weight[term] += 1;
        total += static_cast<double>(sentence.terms.size());
    }
    for (auto& [term, w] : weight)
        w /= total;
    const Set wanted(focus.begin(), focus.end());
    const auto scoreOf = [&](std::size_t i) {
        const auto& sentence = sentences[i];
        double score = 0;
        for (const Term term : sentence.terms)
            score += weight[term] * (wanted.contains(term) ? 2 : 1);
        const double length = static_cast<double>(sentence.terms.size());
        score /= std::max(length, 6.0);  // a stub of two frequent words is no summary
        const bool opens = i == 0 || sentences[i - 1].paragraph != sentence.paragraph || sentences[i - 1].heading;
        const double place = 1 + 0.5 * (1 - static_cast<double>(i) / static_cast<double>(sentences.size()));
        return score * place * (opens ? 1.25 : 1) * (length > 60 ? 0.5 : 1);
    };
    std::set<std::size_t> chosen;
    while (chosen.size() < count) {
        double best = 0;
        std::size_t at = sentences.size();
        for (std::size_t i = 0; i < sentences.size(); ++i) {
            if (!usable(sentences[i]) || chosen.contains(i)) continue;
            if (const double score = scoreOf(i); score > best) {
                best = score;
                at = i;
            }
        }
        if (at == sentences.size()) break;
        chosen.insert(at);
        // What has been said counts less from now on.
        for (const Term term : Set(sentences[at].terms.begin(), sentences[at].terms.end()))
            weight[term] *= weight[term];
    }
    return {chosen.begin(), chosen.end()};
}

}  // namespace heddle::llm::offline
