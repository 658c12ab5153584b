#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/net/url.h"
#include "core/runtime/accounts.h"
#include "core/security/audit_anchor.h"
#include "core/services/maintenance_service.h"
#include "storecli/command.h"
#include "storecli/progress_line.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <thread>

namespace heddle::storecli {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{300};

struct VerifyOptions {
    std::string anchor;
    bool json = false;
};

std::string words(const Json& problem) {
    return messageText(problem.at("code").get<std::string>(), problem.at("facts"));
}

/// `report`: as toJson(VerifyReport) gives it.
void print(const Json& report) {
    const Json& audit = report.at("audit");
    const Json& problems = report.at("problems");
    for (const Json& problem : problems)
        std::printf("%s\n", words(problem).c_str());
    const std::string state = audit.at("state").get<std::string>();
    if (state == "not checked") std::printf("The audit log was not checked: %s\n", words(audit.at("obstacle")).c_str());
    const auto number = [](const Json& value) { return static_cast<long long>(value.get<std::int64_t>()); };
    std::printf("%lld runs, %lld threads, %lld checkpoints, %lld audit entries (%s): %s\n", number(report.at("runs")),
                number(report.at("threads")), number(report.at("checkpoints")), number(audit.at("entries")),
                state.c_str(),
                problems.empty() ? "all is well." : (std::to_string(problems.size()) + " problems.").c_str());
}

void printJson(Json report) {
    for (Json& problem : report.at("problems"))
        problem["detail"] = words(problem);
    std::printf("%s", canonicalJson(report).c_str());
}

Json verifiedHere(const security::AuditAnchor& kept, const SharedOptions& shared) {
    runtime::Options opening;
    opening.workspace = shared.folder();
    opening.database = shared.database;
    opening.readOnly = true;
    runtime::Runtime runtime(opening);
    auto report = wait(runtime, runtime.maintenance().verify());
    report.add(runtime::checkAudit(runtime.database(), shared.folder(), runtime.clock(), kept));
    return toJson(report);
}

/// By a job of the server, which goes on when this does not.
Json verifiedThere(const security::AuditAnchor& kept, const SharedOptions& shared) {
    runtime::Runtime runtime((runtime::Options()));
    RemoteStore store(runtime, shared.remote);
    Json job = store.ask("POST", "/verifications", {{"anchor", security::anchorText(kept)}});
    const std::string path = "/jobs/" + net::percentEncoded(job.at("id").get<std::string>());
    ProgressLine line("Verification:");
    while (job.at("state") == "queued" || job.at("state") == "running") {
        line.show(job.at("progress").get<double>(), job.at("message").get<std::string>());
        std::this_thread::sleep_for(kBetweenLooks);
        job = store.ask("GET", path);
    }
    if (job.at("state") == "cancelled") throw Error(ErrorKind::Cancelled, "job.cancelled");
    if (job.at("state") == "failed") throw Error::fromJson(job.at("error"));
    return job.at("result");
}

int verify(const VerifyOptions& options, const SharedOptions& shared) {
    const security::AuditAnchor kept =
        options.anchor.empty() ? security::AuditAnchor() : security::anchorFrom(options.anchor);
    const Json report = shared.remote.server.empty() ? verifiedHere(kept, shared) : verifiedThere(kept, shared);
    if (options.json)
        printJson(report);
    else
        print(report);
    return report.at("problems").empty() ? kDone : kFailed;
}

}  // namespace

void addVerify(CLI::App& app, const SharedOptions& shared, Action& action) {
    const auto options = std::make_shared<VerifyOptions>();
    CLI::App* command = app.add_subcommand("verify", "Check the whole database, also while it is in use");
    command->add_flag("--json", options->json, "As JSON");
    command->add_option("--anchor", options->anchor, "An end of the audit log that was kept: SEQUENCE:DIGEST");
    command->callback(
        [options, &shared, &action] { action = [options, &shared] { return verify(*options, shared); }; });
}

}  // namespace heddle::storecli
