#pragma once
#include "core/llm/chat_request.h"
#include "core/llm/offline/classify.h"

#include <string>
#include <vector>

namespace heddle::llm::offline {

enum class Kind { Answer, Summarise, Classify, Extract, Draft, Review };

/// A request taken apart: what is asked, and about which text.
struct Task {
    Kind kind = Kind::Answer;
    std::string instruction;  ///< of the system and around the context
    std::string question;     ///< the user's own words
    std::string context;      ///< the text that the answer must come from; may be empty
    std::vector<Label> labels;
    std::size_t sentences = 0;  ///< how many are wanted, or 0
    bool asks = false;          ///< a real question, which may have no answer in the text
    bool chinese = false;       ///< the language to answer in
};

/// Reads the hint `extraBody["heddle_task"]` {kind, labels, context, question, sentences} where there is one, and the
/// messages for everything that it does not say.
Task taskOf(const ChatRequest& request);

}  // namespace heddle::llm::offline
