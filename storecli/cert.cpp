#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/security/certificate.h"
#include "storecli/command.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace heddle::storecli {
namespace {

struct CertOptions {
    std::filesystem::path folder = ".";
    std::vector<std::string> names;
    int days = 90;
};

/// Writes the pair, the key for its owner only; nothing that is there is replaced.
int cert(const CertOptions& options) {
    const auto certificate = options.folder / "heddle.crt";
    const auto key = options.folder / "heddle.key";
    for (const auto& file : {certificate, key}) {
        if (std::filesystem::exists(file)) throw Error(ErrorKind::Conflict, "file.exists", {{"file", file.string()}});
    }
    const auto names = options.names.empty() ? security::namesOfThisComputer() : options.names;
    const auto pair = security::makeSelfSigned(names, options.days, SystemClock().nowMs());
    writeFile(key, pair.key, FileMode::OwnerOnly);
    writeFile(certificate, pair.certificate);
    std::printf("%s\n%s\n", certificate.c_str(), key.c_str());
    std::fprintf(stderr, "Signed by itself, good for %d days: for trials.\n", options.days);
    return kDone;
}

}  // namespace

void addCert(CLI::App& app, Action& action) {
    auto options = std::make_shared<CertOptions>();
    CLI::App* command = app.add_subcommand("cert", "Make a certificate for trials, signed by itself");
    command->add_option("folder", options->folder, "Where heddle.crt and heddle.key are written (default: here)");
    command->add_option("--name", options->names, "A DNS name or an address of the server; several times");
    command->add_option("--days", options->days, "How long it is good for")->check(CLI::Range(1, 825));
    command->callback([options, &action] { action = [options] { return cert(*options); }; });
}

}  // namespace heddle::storecli
