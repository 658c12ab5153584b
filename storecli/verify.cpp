#include "core/base/messages.h"
#include "core/runtime/accounts.h"
#include "core/security/audit_anchor.h"
#include "core/services/maintenance_service.h"
#include "storecli/command.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace heddle::storecli {
namespace {

struct VerifyOptions {
    std::string anchor;
    bool json = false;
};

/// Keys that are elsewhere are no damage: the log is only not checked.
bool isWithoutKeys(const Error& obstacle) {
    return obstacle.code() == "root_key.missing" || obstacle.code() == "secret_store.refused" ||
           obstacle.code() == "root_key.file_open";
}

/// Adds what is wrong with the audit log; gives what to say of it when nothing is.
std::string auditWords(const runtime::AuditCheck& audit, std::vector<services::StorageProblem>& problems) {
    if (audit.damage) {
        problems.push_back({"audit.damaged",
                            {{"sequence", audit.damage->sequence}, {"damage", auditDamageName(audit.damage->damage)}}});
        return "damaged";
    }
    if (audit.obstacle && !isWithoutKeys(*audit.obstacle)) {
        problems.push_back({audit.obstacle->code(), audit.obstacle->facts()});
        return "damaged";
    }
    return audit.obstacle ? "not checked" : "whole";
}

void print(const services::VerifyReport& report, const runtime::AuditCheck& audit, const std::string& words) {
    for (const auto& problem : report.problems)
        std::printf("%s\n", messageText(problem.code, problem.facts).c_str());
    if (audit.obstacle && isWithoutKeys(*audit.obstacle))
        std::printf("The audit log was not checked: %s\n",
                    messageText(audit.obstacle->code(), audit.obstacle->facts()).c_str());
    std::printf(
        "%lld runs, %lld threads, %lld checkpoints, %lld audit entries (%s): %s\n", static_cast<long long>(report.runs),
        static_cast<long long>(report.threads), static_cast<long long>(report.checkpoints),
        static_cast<long long>(audit.end.sequence), words.c_str(),
        report.problems.empty() ? "all is well." : (std::to_string(report.problems.size()) + " problems.").c_str());
}

void printJson(const services::VerifyReport& report, const runtime::AuditCheck& audit, const std::string& words) {
    Json problems = Json::array();
    for (const auto& problem : report.problems)
        problems.push_back(
            {{"code", problem.code}, {"facts", problem.facts}, {"detail", messageText(problem.code, problem.facts)}});
    const Json json{{"runs", report.runs},
                    {"threads", report.threads},
                    {"checkpoints", report.checkpoints},
                    {"audit", {{"entries", audit.end.sequence}, {"digest", audit.end.digest}, {"state", words}}},
                    {"problems", std::move(problems)}};
    std::printf("%s", canonicalJson(json).c_str());
}

int verify(const VerifyOptions& options, const SharedOptions& shared) {
    const security::AuditAnchor kept =
        options.anchor.empty() ? security::AuditAnchor() : security::anchorFrom(options.anchor);
    runtime::Options opening;
    opening.workspace = shared.folder();
    opening.readOnly = true;
    runtime::Runtime runtime(opening);
    auto report = wait(runtime, runtime.maintenance().verify());
    const auto audit = runtime::checkAudit(runtime.database(), shared.folder(), runtime.clock(), kept);
    const std::string words = auditWords(audit, report.problems);
    if (options.json)
        printJson(report, audit, words);
    else
        print(report, audit, words);
    return report.problems.empty() ? kDone : kFailed;
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
