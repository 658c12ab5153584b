#include "tests/server/store.h"

#include "core/runtime/accounts.h"
#include "core/services/accounts/user_service.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <algorithm>
#include <sstream>

namespace heddle::tests {
namespace {

const std::string kPassword = "a long way to tipperary";

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

std::vector<std::string> segmentsOf(const std::string& path) {
    std::vector<std::string> parts;
    std::istringstream in(path.substr(0, path.find('?')));
    for (std::string part; std::getline(in, part, '/');)
        parts.push_back(part);
    return parts;
}

/// Whether `path` is one that the template stands for; with how many parts that are the same.
int likeness(const std::string& path, const std::string& pattern) {
    const auto real = segmentsOf(path);
    const auto wanted = segmentsOf(pattern);
    if (real.size() != wanted.size()) return -1;
    int same = 0;
    for (std::size_t i = 0; i < real.size(); ++i) {
        if (real[i] == wanted[i])
            ++same;
        else if (!wanted[i].starts_with("{"))
            return -1;
    }
    return same;
}

}  // namespace

Json Operation::bodySchema() const {
    if (!json.contains("requestBody")) return nullptr;
    return json["requestBody"]["content"].value("application/json", Json::object()).value("schema", Json());
}

Store::Store(runtime::ServeOptions options) : m_options(std::move(options)) {
    m_options.http.threads = 1;
    m_options.http.limits.perAddress = 0;
    m_options.http.limits.look = std::chrono::milliseconds(5);
    m_server = std::make_unique<runtime::Server>(m_workspace.runtime(), m_options);
    readDocument();
}

void Store::restart() {
    m_server.reset();
    m_workspace.reopen();
    m_server = std::make_unique<runtime::Server>(m_workspace.runtime(), m_options);
}

const Store::Person& Store::person(const std::string& name) {
    if (const auto it = m_people.find(name); it != m_people.end()) return it->second;
    static const std::map<std::string, domain::Role> kRoles{{"admin", domain::Role::Admin},
                                                            {"developer", domain::Role::Developer},
                                                            {"other_developer", domain::Role::Developer},
                                                            {"reviewer", domain::Role::Reviewer},
                                                            {"user", domain::Role::User},
                                                            {"other", domain::Role::User}};
    services::NewUser made;
    made.login = name;
    made.roles = {kRoles.at(name)};
    made.password = kPassword;
    services::UserService& users = m_workspace.runtime().accounts().users();
    const std::string id = m_workspace.wait(users.create(services::Caller::local(), made)).id;
    const Json session = must(200, "", "POST", "/auth/login", {{"login", name}, {"password", kPassword}});
    return m_people[name] = {id, session.at("access_token").get<std::string>()};
}

void Store::readDocument() {
    const Json document = Json::parse(RawClient(port()).ask("GET", "/openapi.json").body);
    m_schemas = document.at("components").at("schemas");
    const Json& paths = document.at("paths");
    for (const auto& [path, methods] : paths.items()) {
        for (const auto& [method, operation] : methods.items())
            m_operations.push_back({upper(method), path, operation});
    }
}

schema::Schema Store::compiled(const Json& schema) const {
    Json whole = schema;
    whole["components"] = {{"schemas", m_schemas}};
    return schema::compile(whole);
}

void Store::hold(const std::string& method, const std::string& path, const Reply& reply) const {
    const Operation* found = nullptr;
    int best = -1;
    for (const Operation& operation : m_operations) {
        const int same = operation.method == method ? likeness(path, operation.path) : -1;
        if (same > best) {
            best = same;
            found = &operation;
        }
    }
    if (!found) return;
    const std::string place = method + " " + path + " → " + std::to_string(reply.status);
    const Json& replies = found->json.at("responses");
    const std::string status = std::to_string(reply.status);
    const Json& declared = replies.contains(status) ? replies.at(status) : replies.at("default");
    const Json content = declared.value("content", Json::object());
    const std::string type = reply.headers.contains("content-type") ? reply.headers.at("content-type") : "";
    if (content.empty() != reply.text.empty()) QFAIL((place + ": a body where none was declared, or none").c_str());
    if (content.empty()) return;
    if (!content.contains(type)) QFAIL((place + " came as " + type).c_str());
    const Json schema = content[type].value("schema", Json());
    if (schema.is_null()) return;
    const Problems problems = compiled(schema).validate(reply.json);
    if (!problems.empty())
        QFAIL((place + ": " + compactJson(heddle::toJson(problems.front())) + "\n" + reply.text).c_str());
}

Reply Store::ask(const std::string& who, const std::string& method, const std::string& path, const Json& body,
                 const std::string& fields) {
    const std::string target = path.starts_with("/api/") || path == "/openapi.json" ? path : "/api/v1" + path;
    std::string head = fields;
    if (!who.empty()) head += "Authorization: Bearer " + token(who) + "\r\n";
    const bool hasBody = !body.is_null();
    if (hasBody && fields.find("Content-Type:") == std::string::npos) head += "Content-Type: application/json\r\n";
    const bool asksForRun = fields.find("Accept:") == std::string::npos;
    if (asksForRun) head += "Accept: application/json\r\n";
    RawClient client(port());
    const RawReply raw = client.ask(method, target, head, hasBody ? compactJson(body) : std::string());
    Reply reply;
    reply.status = raw.status;
    reply.headers = raw.headers;
    reply.text = raw.body;
    const std::string type = raw.headers.contains("content-type") ? raw.headers.at("content-type") : "";
    if (type.ends_with("json") && !type.ends_with("ndjson")) reply.json = Json::parse(raw.body, nullptr, false);
    hold(method, target, reply);
    return reply;
}

Json Store::must(int status, const std::string& who, const std::string& method, const std::string& path,
                 const Json& body) {
    const Reply reply = ask(who, method, path, body);
    if (reply.status != status) {
        const std::string text =
            method + " " + path + " as " + who + ": " + std::to_string(reply.status) + " " + reply.text;
        QTest::qFail(text.c_str(), __FILE__, __LINE__);
    }
    return reply.json;
}

std::string Store::agent(const std::string& name, bool isPublished) {
    const Json made =
        must(201, "developer", "POST", "/agents", {{"name", name}, {"template_id", "question-answering"}});
    const std::string id = made.at("id").get<std::string>();
    if (isPublished) must(201, "developer", "POST", "/agents/" + id + "/publish", Json::object());
    return id;
}

std::string Store::chat(const std::string& who, const std::string& agentId) {
    return must(201, who, "POST", "/chats", {{"agent_id", agentId}}).at("id").get<std::string>();
}

}  // namespace heddle::tests
