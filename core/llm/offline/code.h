#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace heddle::llm::offline {

/// One line of a source file as a reader of patterns needs it.
struct CodeLine {
    int number = 0;
    std::string_view raw;
    std::string code;   ///< without comments, and without what stands in quotes
    int loopDepth = 0;  ///< loops around or begun on this line
    bool opensLoop = false;
};

struct CodeFunction {
    std::string name;
    int firstLine = 0;
    int lastLine = 0;
};

/// What a file is made of, found by its braces or its indentation: no compiler reads it.
struct SourceText {
    std::vector<CodeLine> lines;
    std::vector<CodeFunction> functions;
    std::vector<std::string> classes;
    int commentLines = 0;
    int blankLines = 0;
    int imports = 0;
    int deepest = 0;        ///< levels of nesting inside a function
    bool indented = false;  ///< blocks by indentation, as in Python
};

/// Whether `text` is the source of a program rather than prose.
bool looksLikeCode(std::string_view text);

/// `text` must outlive the result.
SourceText readSource(std::string_view text);

}  // namespace heddle::llm::offline
