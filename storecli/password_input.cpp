#include "storecli/password_input.h"

#include "core/base/error.h"

#include <cstdlib>
#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace heddle::storecli {
namespace {

/// The terminal does not show what is typed, as long as this lives.
class Unseen {
public:
    Unseen() {
        if (::tcgetattr(STDIN_FILENO, &m_before) != 0) return;
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        m_isSet = true;
    }
    ~Unseen() {
        if (!m_isSet) return;
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
        std::cerr << "\n";
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;

private:
    termios m_before{};
    bool m_isSet = false;
};

std::string firstLine() {
    std::string line;
    std::getline(std::cin, line);
    return line;
}

std::string typed(const std::string& prompt) {
    std::cerr << prompt << std::flush;
    const Unseen unseen;
    return firstLine();
}

}  // namespace

std::string newPassword() {
    if (const char* given = std::getenv("HEDDLE_PASSWORD")) return given;
    if (!::isatty(STDIN_FILENO)) return firstLine();
    std::string password = typed("Password: ");
    if (typed("Once more: ") != password) throw Error(ErrorKind::InvalidArgument, "password.differs");
    return password;
}

std::string passwordOf(const std::string& login) {
    if (const char* given = std::getenv("HEDDLE_LOGIN_PASSWORD")) return given;
    return ::isatty(STDIN_FILENO) ? typed("Password of " + login + ": ") : firstLine();
}

}  // namespace heddle::storecli
