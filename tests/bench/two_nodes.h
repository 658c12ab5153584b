#pragma once

namespace heddle::bench {

/// A workflow file of the smallest run that says something: `heddlectl run FILE --input hello`.
inline constexpr const char* kTwoNodes = R"({
  "schema_version": 1, "name": "Two nodes", "entry": ["input"], "output": "answer",
  "state": {"question": {"schema": {"type": "string"}}, "answer": {"schema": {"type": "string"}}},
  "nodes": {
    "input": {"type": "input", "config": {"fields": [{"field": "question", "title": "Question", "required": true}]}},
    "answer": {"type": "answer", "config": {"text": "You said: {{ state.question }}", "output": "answer"}}
  },
  "edges": {"input-answer": {"from": "input", "to": "answer"}}
})";

}  // namespace heddle::bench
