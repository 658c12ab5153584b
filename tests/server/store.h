#pragma once
#include "core/runtime/server.h"
#include "core/schema/schema.h"
#include "tests/support/raw_client.h"
#include "tests/support/workspace.h"

#include <map>
#include <string>
#include <vector>

namespace heddle::tests {

/// One operation of the API's document.
struct Operation {
    std::string method;  ///< "GET"
    std::string path;    ///< "/api/v1/agents/{agent_id}"
    Json json;

    bool isPublic() const { return json.contains("security"); }
    /// Its body's schema, or null.
    Json bodySchema() const;
};

struct Reply {
    int status = 0;
    std::map<std::string, std::string> headers;
    std::string text;
    Json json;  ///< null when the body is none

    std::string code() const { return json.is_object() ? json.value("code", "") : std::string(); }
};

/// A served store with a user of each role, as clients see it. Every reply is held to the document of the API: an
/// undeclared status, or a body that its schema does not fit, fails the test.
class Store {
public:
    explicit Store(runtime::ServeOptions options = {});

    /// Who asks: "admin", "developer", "other_developer", "reviewer", "user", "other", or "" for nobody.
    Reply ask(const std::string& who, const std::string& method, const std::string& path, const Json& body = nullptr,
              const std::string& fields = {});
    /// The same; fails the test unless the status is this one.
    Json must(int status, const std::string& who, const std::string& method, const std::string& path,
              const Json& body = nullptr);

    /// An agent of the developer's, from a template that answers without a model; published when asked for.
    std::string agent(const std::string& name, bool isPublished);
    std::string chat(const std::string& who, const std::string& agentId);

    const std::vector<Operation>& operations() const { return m_operations; }
    /// The schema, made to stand alone.
    schema::Schema compiled(const Json& schema) const;
    const std::string& token(const std::string& who) { return person(who).token; }
    const std::string& idOf(const std::string& who) { return person(who).id; }
    std::uint16_t port() const { return m_server->port(); }
    Workspace& workspace() { return m_workspace; }
    /// Ends the server and begins a new one on the same workspace.
    void restart();

private:
    struct Person {
        std::string id;
        std::string token;
    };
    /// Makes the user and signs in when somebody is first asked for: passwords take their time.
    const Person& person(const std::string& name);
    void readDocument();
    void hold(const std::string& method, const std::string& path, const Reply& reply) const;

    Workspace m_workspace;
    runtime::ServeOptions m_options;
    std::unique_ptr<runtime::Server> m_server;
    std::map<std::string, Person> m_people;
    Json m_schemas;
    std::vector<Operation> m_operations;
};

}  // namespace heddle::tests
