#include "tests/services/house.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <set>

using namespace heddle;
using namespace heddle::services;
using domain::Role;
using security::Operation;

namespace {

/// One thing that can be asked for, done by `caller` to something of `id`'s.
struct Act {
    Operation operation;
    std::function<void(House&, const Caller& caller, const std::string& id)> run;
    bool isForAnyone = false;  ///< about nobody's thing in particular: a list, or something that is about to be made
};

#define ACT(operation, call)                                                                              \
    {                                                                                                     \
        operation, [](House& h, const Caller& c, const std::string& id) { (void)id, (void)h.wait(call); } \
    }
#define ACT_FOR_ANYONE(operation, call)                                                            \
    {                                                                                              \
        operation, [](House& h, const Caller& c, const std::string&) { (void)h.wait(call); }, true \
    }

const EventListener kSilent;

const std::vector<Act>& agentActs() {
    static const std::vector<Act> all{
        ACT_FOR_ANYONE(Operation::AgentsList, h.runtime.agents().list(c)),
        ACT(Operation::AgentsRead, h.runtime.agents().get(c, h.agent(id))),
        ACT_FOR_ANYONE(Operation::AgentsCreate, h.runtime.agents().create(c, "A", "", Json::object())),
        ACT(Operation::AgentsUpdate, h.runtime.agents().change(c, h.agent(id), AgentChange())),
        ACT(Operation::AgentsDelete, h.runtime.agents().remove(c, h.agent(id))),
        ACT(Operation::AgentsValidate, h.runtime.agents().validate(c, h.agent(id))),
        ACT(Operation::AgentsTest, h.executions.test(c, h.agent(id), newId(), "What?", kSilent)),
        ACT(Operation::AgentsPublish, h.publishing.publish(c, h.agent(id), {})),
        ACT(Operation::AgentsArchive, h.runtime.agents().restore(c, h.agent(id))),
        ACT_FOR_ANYONE(Operation::StoreSearch, h.store.list(c, {})),
        ACT(Operation::StoreRead, h.store.details(c, h.published(id))),
        ACT(Operation::StoreInstall, h.store.install(c, h.published(id))),
        ACT(Operation::StoreRate, h.store.rate(c, h.published(id), 5, "")),
        ACT(Operation::StoreWithdraw, h.publishing.withdraw(c, h.published(id))),
        ACT_FOR_ANYONE(Operation::ReviewsList, h.publishing.reviews(c, "", 10)),
        ACT(Operation::ReviewsRead, h.publishing.review(c, h.review(id))),
        ACT(Operation::ReviewsDecide, h.publishing.decide(c, h.review(id), true, "")),
    };
    return all;
}

const std::vector<Act>& runActs() {
    static const std::vector<Act> all{
        ACT_FOR_ANYONE(Operation::ChatsList, h.runtime.chats().list(c, "")),
        ACT(Operation::ChatsRead, h.runtime.chats().get(c, h.chat(id))),
        ACT_FOR_ANYONE(Operation::ChatsCreate, h.runtime.chats().create(c, NewChat{.agentId = h.published("x")})),
        ACT(Operation::ChatsSend, h.runtime.chats().send(c, h.chat(id), "What?", {}, kSilent)),
        ACT(Operation::ChatsDelete, h.runtime.chats().remove(c, h.chat(id))),
        ACT_FOR_ANYONE(Operation::ExecutionsList, h.executions.list(c, {})),
        ACT(Operation::ExecutionsRead, h.executions.get(c, h.run(id))),
        ACT(Operation::ExecutionsResume, h.executions.resume(c, h.run(id), kSilent)),
        ACT(Operation::ExecutionsAnswer, h.executions.answer(c, h.run(id), Json::object(), kSilent)),
        ACT(Operation::ExecutionsCancel, h.executions.cancel(c, h.run(id))),
        ACT_FOR_ANYONE(Operation::JobsList, h.jobs.list(c, "", 10)),
        ACT(Operation::JobsRead, h.jobs.get(c, h.job(id))),
        ACT(Operation::JobsCancel, h.jobs.cancel(c, h.job(id))),
        ACT(Operation::JobsRetry, h.jobs.retry(c, h.job(id))),
    };
    return all;
}

const std::vector<Act>& libraryActs() {
    static const std::vector<Act> all{
        ACT_FOR_ANYONE(Operation::TemplatesSearch, h.templates.search(c, {})),
        ACT(Operation::TemplatesRead, h.templates.get(c, h.storedTemplate(id))),
        ACT_FOR_ANYONE(Operation::TemplatesCreate, h.templates.create(c, h.someTemplate(), "active")),
        ACT(Operation::TemplatesUpdate, h.templates.update(c, h.storedTemplate(id), h.someTemplate(), "active", {})),
        ACT(Operation::TemplatesDelete, h.templates.remove(c, h.storedTemplate(id))),
        ACT(Operation::TemplatesInstantiate,
            h.templates.instantiate(c, h.storedTemplate(id), Json::object(), "", true)),
        ACT_FOR_ANYONE(Operation::NodeTypesList, h.nodeTypes.list(c, "")),
        ACT(Operation::NodeTypesRead, h.nodeTypes.get(c, h.nodeType(id))),
        ACT_FOR_ANYONE(Operation::NodeTypesCreate, h.nodeTypes.create(c, House::someType())),
        {Operation::NodeTypesUpdate,
         [](House& h, const Caller& c, const std::string& id) {
             domain::StoredNodeType changed = House::someType();
             changed.type.name = h.nodeType(id);
             h.wait(h.nodeTypes.update(c, changed, {}));
         }},
        ACT(Operation::NodeTypesValidate, h.nodeTypes.validateConfig(c, h.nodeType(id), Json::object())),
        ACT_FOR_ANYONE(Operation::ProvidersList, h.providers.list(c, "")),
        ACT(Operation::ProvidersRead, h.providers.get(c, h.provider(id).id)),
        ACT_FOR_ANYONE(Operation::ProvidersCreate, h.providers.create(c, House::someProvider())),
        ACT(Operation::ProvidersUpdate, h.providers.update(c, h.provider(id), {})),
        ACT(Operation::ProvidersDelete, h.providers.remove(c, h.provider(id).id)),
        ACT_FOR_ANYONE(Operation::ConfigsList, h.configs.list(c, "")),
        ACT(Operation::ConfigsRead, h.configs.get(c, h.config(id).id)),
        ACT_FOR_ANYONE(Operation::ConfigsCreate, h.configs.create(c, h.someConfig("x"))),
        ACT(Operation::ConfigsUpdate, h.configs.update(c, h.config(id), {})),
        ACT(Operation::ConfigsDelete, h.configs.remove(c, h.config(id).id)),
        ACT(Operation::ConfigsCheck, h.configs.check(c, h.config(id).id)),
        ACT_FOR_ANYONE(Operation::ToolsList, h.tools.list(c, "")),
        ACT(Operation::ToolsRead, h.tools.get(c, h.tool(id).id)),
        ACT_FOR_ANYONE(Operation::ToolsCreate, h.tools.create(c, House::someTool())),
        ACT(Operation::ToolsUpdate, h.tools.update(c, h.tool(id), {})),
        ACT(Operation::ToolsDelete, h.tools.remove(c, h.tool(id).id)),
    };
    return all;
}

const std::vector<Act>& accountActs() {
    static const std::vector<Act> all{
        ACT_FOR_ANYONE(Operation::UsersList, h.accounts.users().list(c)),
        ACT(Operation::UsersRead, h.accounts.users().get(c, id)),
        ACT_FOR_ANYONE(Operation::UsersCreate, h.accounts.users().create(c, {.login = "no login", .password = "p"})),
        ACT(Operation::UsersUpdate, h.accounts.users().change(c, id, {.displayName = "N"})),
        ACT(Operation::UsersSetRoles, h.accounts.users().change(c, id, {.roles = domain::Roles{Role::User}})),
        ACT(Operation::UsersSetPassword, h.accounts.users().setPassword(c, id, "old", "a long way to go")),
        ACT(Operation::UsersSignOut, h.accounts.signIn().signOutEverywhere(c, id)),
        ACT(Operation::UsersDelete, h.accounts.users().remove(c, id)),
        ACT_FOR_ANYONE(Operation::KeysList, h.accounts.apiKeys().list(c)),
        ACT_FOR_ANYONE(Operation::KeysCreate, h.accounts.apiKeys().create(c, "k", {"chats.read"}, 0)),
        ACT(Operation::KeysRevoke, h.accounts.apiKeys().revoke(c, h.key(id))),
        ACT_FOR_ANYONE(Operation::AuditRead, h.audit.list(c, {})),
        ACT_FOR_ANYONE(Operation::SettingsRead, h.settings.list(c)),
        ACT_FOR_ANYONE(Operation::SettingsUpdate, h.settings.set(c, "http.port", "9000")),
        ACT_FOR_ANYONE(Operation::AuditVerify, h.audit.verify(c, {})),
        ACT_FOR_ANYONE(Operation::ServerBackup, h.backups.make(c)),
        ACT_FOR_ANYONE(Operation::ServerVerify, h.verifications.begin(c, {})),
        ACT_FOR_ANYONE(Operation::ServerReadKeys, h.accounts.keys().status(c)),
        ACT_FOR_ANYONE(Operation::ServerRotateKeys, h.accounts.keys().rotate(c)),
    };
    return all;
}

std::vector<Act> allActs() {
    std::vector<Act> all;
    for (const auto* acts : {&agentActs(), &runActs(), &libraryActs(), &accountActs()})
        all.insert(all.end(), acts->begin(), acts->end());
    return all;
}

/// Those that no service does yet.
const std::set<Operation> kNobodys{Operation::ToolsCall};

}  // namespace

/// Every operation of the services, asked for in process by every role, on one's own things and on others'.
class RightsTest : public QObject {
    Q_OBJECT
    std::unique_ptr<House> m_house;

    /// Whether it was done, or failed for another reason than who asked.
    bool isLetThrough(const Act& act, const Caller& caller, const std::string& owner) {
        try {
            act.run(*m_house, caller, owner);
        } catch (const Error& error) {
            return error.code() != "auth.forbidden" && error.kind() != ErrorKind::NotFound;
        }
        return true;
    }

private slots:
    void initTestCase() { m_house = std::make_unique<House>(); }
    void cleanupTestCase() { m_house.reset(); }

    void everyOperationIsAskedFor() {
        std::set<Operation> asked = kNobodys;
        for (const Act& act : allActs())
            QVERIFY2(asked.insert(act.operation).second, operationName(act.operation).data());
        QCOMPARE(asked.size(), security::kOperationCount);
    }
    void everyRoleMayWhatTheTableSays_data() {
        QTest::addColumn<int>("index");
        const auto all = allActs();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::addRow("%s", operationName(all[i].operation).data()) << static_cast<int>(i);
    }
    void everyRoleMayWhatTheTableSays() {
        QFETCH(int, index);
        const Act act = allActs()[static_cast<std::size_t>(index)];
        for (const Role role : {Role::User, Role::Developer, Role::Reviewer, Role::Admin}) {
            for (const bool isOwn : {true, false}) {
                const Caller caller({.userId = m_house->person(role), .roles = {role}});
                const std::string owner = isOwn ? caller.principal.userId : m_house->person(Role::User);
                const bool may = act.isForAnyone
                                     ? security::reachOf(caller.principal, act.operation) != security::Reach::None
                                     : security::may(caller.principal, act.operation, owner);
                const std::string what = std::string(domain::roleName(role)) + (isOwn ? ", own" : ", others'");
                QVERIFY2(isLetThrough(act, caller, owner) == may, what.c_str());
            }
        }
    }
};

HEDDLE_TEST(RightsTest);
#include "rights_test.moc"
