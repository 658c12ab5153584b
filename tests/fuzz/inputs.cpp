#include "tests/fuzz/inputs.h"

#include "core/base/file.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace heddle::fuzz {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = HEDDLE_SOURCE_DIR "/tests/fuzz";
constexpr std::size_t kMostChanges = 5;
constexpr std::size_t kLongestCut = 24;

/// The words of a file of libFuzzer's form: a line each, in quotes, with \\ and \".
std::vector<std::string> wordsIn(const fs::path& file) {
    std::vector<std::string> words;
    if (!fs::exists(file)) return words;
    std::istringstream lines(readFile(file));
    for (std::string line; std::getline(lines, line);) {
        if (line.size() < 2 || line.front() != '"' || line.back() != '"') continue;
        std::string word;
        for (std::size_t i = 1; i + 1 < line.size(); ++i) {
            if (line[i] == '\\') ++i;
            word += line[i];
        }
        words.push_back(std::move(word));
    }
    return words;
}

}  // namespace

std::vector<std::string> inputsOf(const Target& target) {
    std::vector<fs::path> files;
    const fs::path corpus = kFolder / "corpus" / target.name;
    if (fs::exists(corpus)) files.assign(fs::directory_iterator(corpus), fs::directory_iterator());
    std::sort(files.begin(), files.end());
    std::vector<std::string> inputs;
    for (const fs::path& file : files)
        inputs.push_back(readFile(file));
    if (target.seeds) {
        for (std::string& seed : target.seeds())
            inputs.push_back(std::move(seed));
    }
    return inputs;
}

Mutator::Mutator(const Target& target, std::vector<std::string> inputs, unsigned seed)
    : m_inputs(std::move(inputs)),
      m_words(wordsIn(kFolder / "dictionaries" / (std::string(target.name) + ".dict"))),
      m_random(seed) {}

std::string Mutator::next() {
    std::string bytes = m_inputs[below(m_inputs.size())];
    for (std::size_t changes = 1 + below(kMostChanges); changes > 0; --changes)
        change(bytes);
    return bytes;
}

void Mutator::change(std::string& bytes) {
    const std::size_t at = place(bytes.size());
    const std::size_t length = std::min(bytes.size() - at, 1 + below(kLongestCut));
    switch (below(6)) {
        case 0:
            if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
            return;
        case 1:
            if (at < bytes.size()) bytes[at] = static_cast<char>(below(256));
            return;
        case 2:
            bytes.erase(at, length);
            return;
        case 3:  // copies a piece to another place
            bytes.insert(place(bytes.size()), std::string(bytes, at, length));
            return;
        case 4:
            if (!m_words.empty()) bytes.insert(at, m_words[below(m_words.size())]);
            return;
        default: {  // goes on as another input does
            const std::string& other = m_inputs[below(m_inputs.size())];
            bytes = bytes.substr(0, at) + other.substr(place(other.size()));
        }
    }
}

std::size_t Mutator::place(std::size_t size) { return below(size + 1); }

std::size_t Mutator::below(std::size_t limit) { return m_random() % limit; }

}  // namespace heddle::fuzz
