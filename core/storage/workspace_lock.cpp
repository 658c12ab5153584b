#include "core/storage/workspace_lock.h"

#include "core/base/error.h"

#include <sys/file.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace heddle::storage {
namespace {

Json holderOf(int descriptor) {
    char buffer[512];
    const auto got = ::pread(descriptor, buffer, sizeof buffer, 0);
    Json holder = Json::parse(buffer, buffer + std::max<ssize_t>(got, 0), nullptr, false);
    return holder.is_object() ? holder : Json::object();
}

std::string ownNote() {
    char host[256] = "";
    ::gethostname(host, sizeof host - 1);
    return compactJson({{"pid", ::getpid()}, {"host", host}});
}

}  // namespace

WorkspaceLock::WorkspaceLock(const std::filesystem::path& database) {
    const std::string file = database.string() + ".lock";
    m_descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_descriptor < 0) {
        throw Error(ErrorKind::Storage, "storage.read_only", {{"file", file}, {"reason", std::strerror(errno)}});
    }
    if (::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0) {
        const Json holder = holderOf(m_descriptor);
        ::close(m_descriptor);
        throw Error(ErrorKind::Conflict, "storage.locked_by",
                    {{"file", database.string()},
                     {"pid", holder.value("pid", Json("?"))},
                     {"host", holder.value("host", Json("?"))}});
    }
    // The note is for people; a full disk must not keep anybody from opening a workspace.
    const std::string note = ownNote();
    if (::ftruncate(m_descriptor, 0) == 0 && ::pwrite(m_descriptor, note.data(), note.size(), 0) < 0) errno = 0;
}

WorkspaceLock::~WorkspaceLock() { ::close(m_descriptor); }

}  // namespace heddle::storage
