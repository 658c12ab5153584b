#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/security/audit_anchor.h"
#include "core/security/encoding.h"
#include "core/services/accounts/key_desk.h"
#include "core/services/backup_service.h"
#include "core/services/verification_service.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

namespace {

constexpr std::size_t kPiece = 256u << 10;

awaitable<void> sendAll(services::TakenCopy& copy, ResponseStream& stream) {
    for (std::string bytes = copy.read(kPiece); !bytes.empty(); bytes = copy.read(kPiece))
        co_await stream.write(bytes);
}

awaitable<Response> takeBackup(services::BackupService& backups, Call call) {
    const auto copy = co_await backups.make(callerOf(call));
    Response response(200, "application/octet-stream", "");
    response.length = copy->bytes();
    response.headers.add("Content-Disposition", "attachment; filename=\"workspace.backup\"");
    // RFC 9530, section 3.
    response.headers.add("Repr-Digest", "sha-256=:" + security::toBase64(copy->sha256()) + ":");
    response.headers.add("Heddle-Schema", std::to_string(copy->schema()));
    response.produce = [copy](ResponseStream& stream) { return sendAll(*copy, stream); };
    co_return response;
}

void addKeys(RouteList& routes, services::KeyDesk& keys) {
    Route& status =
        routes.add("GET", "/data-keys", "listDataKeys", "The keys that secrets are sealed with, by their ids",
                   Operation::ServerReadKeys, [&keys](Call call) -> awaitable<Response> {
                       const auto found = co_await keys.status(callerOf(call));
                       co_return Response::json(200, toJson(found));
                   });
    replies(status, 200, "The keys", schemaRef("DataKeys"));

    Route& rotate =
        routes.add("POST", "/data-keys", "rotateDataKeys", "Make a key, and seal all secrets with it from now on",
                   Operation::ServerRotateKeys, [&keys](Call call) -> awaitable<Response> {
                       const auto rotated = co_await keys.rotate(callerOf(call));
                       co_return Response::json(201, toJson(rotated));
                   });
    replies(rotate, 201, "The new key", schemaRef("RotatedKeys"));
}

}  // namespace

void addMaintenanceRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("maintenance");
    services::BackupService& backups = backend.backups;
    Route& backup =
        routes.add("POST", "/backups", "takeBackup",
                   "A checked copy of the database as it is now; secrets in it stay sealed, and the root key is not "
                   "in it",
                   Operation::ServerBackup, [&backups](Call call) { return takeBackup(backups, std::move(call)); });
    replies(backup, 200, "The copy, with its SHA-256 in Repr-Digest").replies[200].contentType =
        "application/octet-stream";

    services::VerificationService& verifications = backend.verifications;
    Route& verify =
        routes.add("POST", "/verifications", "verify", "Check the whole database, as a job", Operation::ServerVerify,
                   [&verifications](Call call) -> awaitable<Response> {
                       const std::string text = call.body.is_null() ? std::string() : call.body.value("anchor", "");
                       const auto kept = text.empty() ? security::AuditAnchor() : security::anchorFrom(text);
                       const auto job = co_await verifications.begin(callerOf(call), kept);
                       Response response = Response::json(202, domain::toJson(job));
                       response.headers.add("Location", "/api/v1/jobs/" + job.id);
                       co_return response;
                   });
    replies(takes(verify, "Verification", false), 202, "The job, whose result is the report", schemaRef("Job"));

    addKeys(routes, backend.keys);
}

}  // namespace heddle::rest
