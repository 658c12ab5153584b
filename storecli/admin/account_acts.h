#pragma once
#include "storecli/admin/admin.h"

#include <string>
#include <vector>

namespace heddle::storecli {

struct AccountOptions {
    std::string login;
    std::string name;
    std::string email;
    std::vector<std::string> roles;
    std::string keyName;
    std::string keyId;
    std::vector<std::string> scopes;
    int days = 0;
    bool json = false;
    std::string actor;
    std::string action;
    int limit = 50;
    std::string anchor;
};

void printUser(const domain::User& user, bool json);

/// What the commands do, here or over REST. Each gives the exit code.
int addUser(const AccountOptions& options, Admin& admin);
int listUsers(const AccountOptions& options, Admin& admin);
int setRoles(const AccountOptions& options, Admin& admin);
int disableUser(const AccountOptions& options, Admin& admin);
int enableUser(const AccountOptions& options, Admin& admin);
int setPassword(const AccountOptions& options, Admin& admin);
int removeUser(const AccountOptions& options, Admin& admin);
int createKey(const AccountOptions& options, Admin& admin);
int listKeys(const AccountOptions& options, Admin& admin);
int revokeKey(const AccountOptions& options, Admin& admin);
int listAudit(const AccountOptions& options, Admin& admin);
int verifyAudit(const AccountOptions& options, Admin& admin);
int listDataKeys(const AccountOptions& options, Admin& admin);
int rotateDataKeys(const AccountOptions& options, Admin& admin);

}  // namespace heddle::storecli
