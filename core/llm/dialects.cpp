#include "core/llm/dialect.h"

namespace heddle::llm {

const Dialect* dialectNamed(const std::string& name) {
    for (const Dialect* dialect : {&openAiDialect(), &anthropicDialect(), &geminiDialect()}) {
        if (dialect->name() == name) return dialect;
    }
    return nullptr;
}

}  // namespace heddle::llm
