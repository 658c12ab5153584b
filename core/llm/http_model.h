#pragma once
#include "core/llm/chat_model.h"
#include "core/llm/dialect.h"
#include "core/net/http_client.h"
#include "core/net/retry_policy.h"

#include <functional>
#include <string>

namespace heddle::llm {

class AnswerStream;

/// Where a model is, and the key to it.
struct ModelPlace {
    std::string service;  ///< what the user calls it
    std::string baseUrl;  ///< as its dialect wants it: see Dialect::url()
    std::string key;      ///< may be empty: local servers need none
    std::string model;
    const Dialect* dialect = &openAiDialect();
};

/// A model behind HTTP, in any of the dialects, streamed. Tries again as `retry` says, but never once the first
/// piece of an answer was handed out. The key is masked in all logs and errors.
class HttpModel final : public ChatModel {
public:
    /// `random` gives 0 … 1 for the retries' jitter; without it there is none. `http` must outlive the model.
    HttpModel(net::HttpClient& http, ModelPlace address, net::RetryPolicy retry = {},
              std::function<double()> random = {});

    std::string id() const override;
    std::string label() const override;
    boost::asio::awaitable<ChatResult> chat(const ChatRequest& request, const ModelSink& onEvent) override;

private:
    net::Request httpRequest(const ChatRequest& request) const;
    boost::asio::awaitable<ChatResult> attempt(const ChatRequest& request, AnswerStream& stream, net::Headers& headers);
    boost::asio::awaitable<void> readBody(net::ResponseStream& response, AnswerStream& stream);
    /// `error` with all that a reader needs to know of this service and of what had arrived.
    Error explained(const Error& error, const AnswerStream& stream, const std::string& model) const;

    net::HttpClient& m_http;
    const ModelPlace m_address;
    const net::RetryPolicy m_retry;
    const std::function<double()> m_random;
};

}  // namespace heddle::llm
