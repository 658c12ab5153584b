#include "core/base/error.h"
#include "core/base/file.h"
#include "core/check/check.h"
#include "core/domain/workflow_template.h"
#include "core/engine/threads.h"
#include "core/nodes/builtin_nodes.h"
#include "tests/fuzz/target.h"

#include <filesystem>
#include <optional>

namespace heddle::fuzz {
namespace {

void runWorkflow(std::string_view bytes) {
    static const domain::NodeTypes types = nodes::builtinTypes();
    std::optional<domain::Graph> graph;
    try {
        graph = domain::readWorkflow(bytes, "input");
    } catch (const Error&) {
        return;
    }
    const std::string text = domain::writeWorkflow(*graph);
    const domain::Graph again = domain::readWorkflow(text, "written");
    require(again == *graph, "a workflow is not what it was after being written and read");
    require(domain::writeWorkflow(again) == text, "the canonical text is not stable");
    check::check(*graph, types);
    try {
        engine::planForState(*graph);
    } catch (const Error&) {
        // What check() says, as a failure.
    }
}

std::vector<std::string> workflowSeeds() {
    std::vector<std::string> seeds;
    for (const auto& file : std::filesystem::directory_iterator(HEDDLE_SOURCE_DIR "/resources/templates")) {
        const domain::WorkflowTemplate made = domain::templateFromJson(parseJson(readFile(file.path())));
        const auto document = domain::instantiate(made, domain::defaultParameters(made));
        seeds.push_back(domain::writeWorkflow(document.graph));
    }
    return seeds;
}

}  // namespace

const Target kWorkflow{"workflow", runWorkflow, workflowSeeds, 15'000};

}  // namespace heddle::fuzz
