#include "tests/server/example.h"
#include "tests/server/store.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;

namespace {

constexpr int kDefaultRounds = 25;

int rounds() {
    bool isSet = false;
    const int wanted = qEnvironmentVariableIntValue("HEDDLE_FUZZ_ROUNDS", &isSet);
    return isSet && wanted > 0 ? wanted : kDefaultRounds;
}

std::string encoded(const std::string& text) {
    return QUrl::toPercentEncoding(QString::fromStdString(text.substr(0, 200))).toStdString();
}

}  // namespace

/// Requests made from the API's document, right, nearly right and wrong: whatever comes, the server answers, and never
/// with a mistake of its own. HEDDLE_FUZZ_ROUNDS says how many for each operation.
class FuzzTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Store> m_store;
    Json m_schemas;
    std::vector<std::string> m_ids;

    std::string pathFor(const Operation& wanted, Examples& examples) const {
        std::string path = wanted.path;
        for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{')) {
            const bool isReal = examples.below(3) > 0;
            const std::string part =
                isReal ? m_ids[static_cast<std::size_t>(examples.below(static_cast<int>(m_ids.size())))]
                       : encoded(examples.text() + "x");
            path.replace(at, path.find('}') - at + 1, part);
        }
        std::string query;
        for (const Json& parameter : wanted.json.value("parameters", Json::array())) {
            if (parameter.at("in") != "query" || examples.below(3) == 0) continue;
            const Json value = examples.below(3) == 0 ? Json(examples.text()) : examples.random(parameter.at("schema"));
            query += (query.empty() ? "?" : "&") + parameter.at("name").get<std::string>() + "=" +
                     encoded(value.is_string() ? value.get<std::string>() : value.dump());
        }
        return path + query;
    }
    std::string fieldsFor(Examples& examples) const {
        std::string fields;
        if (examples.below(8) == 0) fields += "If-Match: \"r" + std::to_string(examples.below(4)) + "\"\r\n";
        if (examples.below(8) == 0) fields += "If-None-Match: *\r\n";
        if (examples.below(8) == 0) fields += "Idempotency-Key: k" + std::to_string(examples.below(5)) + "\r\n";
        if (examples.below(8) == 0) fields += "Accept-Encoding: gzip;q=0, *\r\n";
        return fields;
    }

private slots:
    void initTestCase() {
        m_store = std::make_unique<Store>();
        m_schemas = Json::parse(RawClient(m_store->port()).ask("GET", "/openapi.json").body)["components"]["schemas"];
        m_ids.push_back(m_store->agent("Target", true));
        m_ids.push_back(m_store->chat("developer", m_ids.front()));
        m_ids.push_back(m_store->idOf("other"));
    }
    void cleanupTestCase() { m_store.reset(); }

    void nothingMakesTheServerFail() {
        Examples examples(m_schemas, 20260101);
        const std::vector<std::string> people{"admin", "developer", "reviewer", "user"};
        int sent = 0;
        std::map<int, int> statuses;
        for (const Operation& wanted : m_store->operations()) {
            if (wanted.path.starts_with("/api/v1/auth/logout") || wanted.path.ends_with("/sign-out")) continue;
            // Each try at a password costs a tenth of a second.
            const bool isSlow = wanted.path.ends_with("/login") || wanted.path.ends_with("/password") ||
                                (wanted.path == "/api/v1/users" && wanted.method == "POST");
            const int count = isSlow ? 3 : rounds();
            for (int i = 0; i < count; ++i) {
                const std::string who = people[static_cast<std::size_t>(i) % people.size()];
                const Json schema = wanted.bodySchema();
                Json body;
                if (!schema.is_null()) body = examples.random(schema);
                if (!schema.is_null() && examples.below(3) == 0) body = examples.spoiled(body);
                const Reply reply = m_store->ask(wanted.isPublic() ? "" : who, wanted.method, pathFor(wanted, examples),
                                                 body, fieldsFor(examples));
                ++sent;
                ++statuses[reply.status];
                if (reply.status >= 500 || reply.status == 0) {
                    const std::string text = wanted.method + " " + wanted.path + " " + compactJson(body) + ": " +
                                             std::to_string(reply.status) + " " + reply.text;
                    QFAIL(text.c_str());
                }
            }
        }
        std::string told = std::to_string(sent) + " requests:";
        for (const auto& [status, count] : statuses)
            told += " " + std::to_string(status) + "×" + std::to_string(count);
        qInfo("%s", told.c_str());
        QCOMPARE(m_store->ask("", "GET", "/ready").status, 200);
    }
};

HEDDLE_TEST(FuzzTest);
#include "fuzz_test.moc"
