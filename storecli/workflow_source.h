#pragma once
#include "core/domain/workflow.h"

#include <string>
#include <vector>

namespace heddle::services {
class TemplateService;
}

namespace heddle::storecli {

/// `name=value` pairs as an object; a value that is JSON is taken as JSON, anything else as text. Throws
/// Error(InvalidArgument, "cli.pair").
Json pairs(const std::vector<std::string>& list);

/// The workflow of a template, with parameters.
domain::Graph workflowFromTemplate(const services::TemplateService& templates, const std::string& id,
                                   const std::vector<std::string>& parameters);

/// Standard input when `text` is "-".
std::string textOrStdin(const std::string& text);

}  // namespace heddle::storecli
