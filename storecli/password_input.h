#pragma once
#include <string>

namespace heddle::storecli {

/// A password, never from the command line, which others can read: from the variable HEDDLE_PASSWORD, or typed twice
/// unseen, or the first line of standard input when that is no terminal. Throws Error(InvalidArgument,
/// "password.differs").
std::string newPassword();

/// The password of somebody who signs in, asked for once; else as newPassword(), with the variable
/// HEDDLE_LOGIN_PASSWORD.
std::string passwordOf(const std::string& login);

}  // namespace heddle::storecli
