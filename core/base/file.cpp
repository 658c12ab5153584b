#include "core/base/file.h"

#include "core/base/error.h"
#include "core/base/id.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace heddle {
namespace fs = std::filesystem;
namespace {

class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor() {
        if (m_fd >= 0) ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

[[noreturn]] void fail(std::string code, const fs::path& file, int reason) {
    throw Error(ErrorKind::Storage, std::move(code), {{"file", file.string()}, {"reason", std::strerror(reason)}});
}

void writeAll(int fd, std::string_view content, const fs::path& file) {
    while (!content.empty()) {
        const auto written = ::write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail("file.unwritable", file, errno);
        content.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

std::string readFile(const fs::path& file, std::uintmax_t limit) {
    const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (in.get() < 0) {
        if (errno == ENOENT) throw Error(ErrorKind::NotFound, "file.not_found", {{"file", file.string()}});
        fail("file.unreadable", file, errno);
    }
    std::string content;
    char buffer[65536];
    while (true) {
        const auto got = ::read(in.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("file.unreadable", file, errno);
        if (got == 0) return content;
        content.append(buffer, static_cast<std::size_t>(got));
        if (content.size() > limit) {
            throw Error(ErrorKind::Limit, "file.too_large", {{"file", file.string()}, {"limit", limit}});
        }
    }
}

FileDraft::FileDraft(fs::path file, FileMode mode) : m_file(std::move(file)) {
    std::error_code failure;
    if (m_file.has_parent_path()) fs::create_directories(m_file.parent_path(), failure);
    if (failure) fail("file.unwritable", m_file, failure.value());
    m_temporary = m_file.string() + "." + newId().substr(24) + ".tmp";
    m_descriptor =
        ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode == FileMode::OwnerOnly ? 0600 : 0666);
    if (m_descriptor < 0) fail("file.unwritable", m_file, errno);
}

FileDraft::~FileDraft() {
    ::close(m_descriptor);
    if (!m_temporary.empty()) ::unlink(m_temporary.c_str());
}

void FileDraft::write(std::string_view bytes) { writeAll(m_descriptor, bytes, m_file); }

void FileDraft::commit() {
    if (::fsync(m_descriptor) != 0) fail("file.unwritable", m_file, errno);
    if (::rename(m_temporary.c_str(), m_file.c_str()) != 0) fail("file.unwritable", m_file, errno);
    m_temporary.clear();
}

void writeFile(const fs::path& file, std::string_view content, FileMode mode) {
    FileDraft draft(file, mode);
    draft.write(content);
    draft.commit();
}

}  // namespace heddle
