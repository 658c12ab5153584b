#include "core/llm/token_estimate.h"

#include "core/llm/offline/text.h"

#include <cmath>

namespace heddle::llm {

std::int64_t estimateTokens(std::string_view text) {
    double ascii = 0;
    double cjk = 0;
    double others = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = offline::nextChar(text, at);
        (c < 0x80 ? ascii : offline::isCjk(c) ? cjk : others) += 1;
    }
    return static_cast<std::int64_t>(std::ceil(ascii / 4 + cjk * 0.8 + others * 0.45));
}

}  // namespace heddle::llm
