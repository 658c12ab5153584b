#include "storecli/workflow_source.h"

#include "core/base/error.h"
#include "core/services/templates/template_service.h"

#include <iostream>
#include <iterator>

namespace heddle::storecli {

Json pairs(const std::vector<std::string>& list) {
    Json object = Json::object();
    for (const auto& pair : list) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos || equals == 0) {
            throw Error(ErrorKind::InvalidArgument, "cli.pair", {{"text", pair}});
        }
        const std::string value = pair.substr(equals + 1);
        const Json json = Json::parse(value, nullptr, false);
        object[pair.substr(0, equals)] = json.is_discarded() ? Json(value) : json;
    }
    return object;
}

domain::Graph workflowFromTemplate(const services::TemplateService& templates, const std::string& id,
                                   const std::vector<std::string>& parameters) {
    return templates.instantiate(id, pairs(parameters)).graph;
}

std::string textOrStdin(const std::string& text) {
    if (text != "-") return text;
    return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

}  // namespace heddle::storecli
