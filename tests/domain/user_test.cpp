#include "core/domain/user.h"

#include "core/base/error.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::domain;

class UserTest : public QObject {
    Q_OBJECT
private slots:
    void usersSurviveJson() {
        const User user{.id = "u1",
                        .login = "maria",
                        .displayName = "Maria López",
                        .email = "maria@example.com",
                        .roles = {Role::Developer, Role::User},
                        .active = false,
                        .tokenEpoch = 4,
                        .createdMs = 1,
                        .updatedMs = 2};
        QVERIFY(userFromJson(toJson(user)) == user);
        QCOMPARE(toJson(user)["roles"], Json({"user", "developer"}));
        QVERIFY_EXCEPTION_THROWN(userFromJson(Json::object()), Error);
    }
    void apiKeysSurviveJson() {
        const ApiKey key{.id = "k1",
                         .userId = "u1",
                         .name = "ci",
                         .prefix = "hdl_0123456789ab",
                         .scopes = {"chats.*"},
                         .createdMs = 1,
                         .expiresMs = 2,
                         .lastUsedMs = 3,
                         .revoked = true};
        QVERIFY(apiKeyFromJson(toJson(key)) == key);
    }
    void principalsTellWhoAsks() {
        const Principal person{"u1", {Role::User}, std::nullopt, "s1"};
        QCOMPARE(toJson(person),
                 Json({{"user_id", "u1"}, {"roles", {"user"}}, {"scopes", nullptr}, {"credential_id", "s1"}}));
        const Principal program{"u1", {}, std::vector<std::string>{"chats.*"}, "k1"};
        QCOMPARE(toJson(program)["scopes"], Json::array({"chats.*"}));
    }
    void rolesHaveNames() {
        for (const Role role : {Role::User, Role::Developer, Role::Reviewer, Role::Admin}) {
            QVERIFY(roleByName(roleName(role)) == role);
        }
        QVERIFY(!roleByName("king"));
        QVERIFY(rolesFromJson(Json::array({"admin", "admin"})) == Roles{Role::Admin});
        QVERIFY_EXCEPTION_THROWN(rolesFromJson(Json::array({"king"})), Error);
        QVERIFY_EXCEPTION_THROWN(rolesFromJson(Json(3)), Error);
    }
};

HEDDLE_TEST(UserTest);
#include "user_test.moc"
