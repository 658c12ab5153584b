#pragma once
#include "core/llm/answer_stream.h"
#include "core/net/headers.h"

#include <memory>
#include <string>

namespace heddle::llm {

/// How services of one family are asked, and how they answer. Immutable, one object for all.
class Dialect {
public:
    virtual ~Dialect() = default;
    /// The beginning of references to its models: "openai", "anthropic", "gemini".
    virtual std::string name() const = 0;
    virtual std::string url(const std::string& baseUrl, const std::string& model) const = 0;
    /// Where a service lists its models.
    virtual std::string modelsUrl(const std::string& baseUrl) const = 0;
    /// With the key, when there is one.
    virtual net::Headers headers(const std::string& baseUrl, const std::string& key) const = 0;
    virtual Json body(const ChatRequest& request, const std::string& model) const = 0;
    virtual std::unique_ptr<AnswerStream> stream(const ModelSink& sink) const = 0;
};

/// Any service that speaks OpenAI's chat completions.
const Dialect& openAiDialect();
/// Anthropic's Messages, version 2023-06-01.
const Dialect& anthropicDialect();
/// Gemini's streamGenerateContent, v1beta.
const Dialect& geminiDialect();

/// By its name; null when there is none.
const Dialect* dialectNamed(const std::string& name);

}  // namespace heddle::llm
