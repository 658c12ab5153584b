#include "core/services/model_vendors.h"

namespace heddle::services {

const std::vector<ModelVendor>& modelVendors() {
    static const std::vector<ModelVendor> all{
        {"OpenAI", "openai-compatible", "https://api.openai.com/v1"},
        {"Anthropic", "anthropic", "https://api.anthropic.com"},
        {"Google Gemini", "gemini", "https://generativelanguage.googleapis.com"},
        {"DeepSeek", "openai-compatible", "https://api.deepseek.com/v1"},
        {"Qwen (DashScope)", "openai-compatible", "https://dashscope.aliyuncs.com/compatible-mode/v1"},
        {"GLM (Zhipu)", "openai-compatible", "https://open.bigmodel.cn/api/paas/v4"},
        {"Kimi (Moonshot)", "openai-compatible", "https://api.moonshot.cn/v1"},
        {"OpenRouter", "openai-compatible", "https://openrouter.ai/api/v1"},
        {"Groq", "openai-compatible", "https://api.groq.com/openai/v1"},
        {"Mistral", "openai-compatible", "https://api.mistral.ai/v1"},
        {"xAI", "openai-compatible", "https://api.x.ai/v1"},
        {"Azure OpenAI", "openai-compatible", ""},
        {"OpenAI-compatible", "openai-compatible", ""}};
    return all;
}

}  // namespace heddle::services
