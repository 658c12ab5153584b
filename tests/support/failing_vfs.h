#pragma once
#include <atomic>
#include <csignal>
#include <sqlite3.h>
#include <unistd.h>

namespace heddle::tests {

/// SQLite's file layer with a disk that can fail: the n-th operation that changes it, and those after it, give `code`
/// (SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC …). Counts from armed on; disarmed it only counts.
class FailingVfs {
public:
    FailingVfs() : m_real(sqlite3_vfs_find(nullptr)) {
        m_vfs = *m_real;
        m_vfs.pNext = nullptr;
        m_vfs.zName = kName;
        m_vfs.pAppData = this;
        m_vfs.szOsFile = static_cast<int>(sizeof(File)) + m_real->szOsFile;
        m_vfs.xOpen = &FailingVfs::open;
        fillMethods();
        sqlite3_vfs_register(&m_vfs, 0);
    }
    ~FailingVfs() { sqlite3_vfs_unregister(&m_vfs); }
    FailingVfs(const FailingVfs&) = delete;
    FailingVfs& operator=(const FailingVfs&) = delete;

    static constexpr const char* kName = "failing";

    void arm(int nth, int code) {
        m_count = 0;
        m_code = code;
        m_failFrom = nth;
    }
    void disarm() { m_failFrom = 0; }
    /// The process is killed when it is about to do the n-th operation from now on.
    void killAt(int nth) {
        m_count = 0;
        m_killAt = nth;
    }
    /// The process is killed in the middle of the n-th write: only its first half reaches the disk.
    void tearAt(int nth) {
        m_writes = 0;
        m_tearAt = nth;
    }
    int operations() const { return m_count; }
    bool failed() const { return m_failFrom > 0 && m_count >= m_failFrom; }
    /// Files are opened as on a disk that is mounted for reading only.
    void mountReadOnly() { m_readOnly = true; }

private:
    struct File {
        sqlite3_file base;
        FailingVfs* owner;
        sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };
    static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
    static sqlite3_file* real(sqlite3_file* file) { return of(file)->real(); }

    int next() {
        const int count = ++m_count;
        if (count == m_killAt) ::kill(::getpid(), SIGKILL);
        const int from = m_failFrom;
        if (from == 0 || count < from) return SQLITE_OK;
        return m_code;
    }

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* outFlags) {
        auto* self = static_cast<FailingVfs*>(vfs->pAppData);
        File* made = of(file);
        made->owner = self;
        made->base.pMethods = nullptr;
        if (self->m_readOnly) {
            if (!(flags & SQLITE_OPEN_MAIN_DB)) return SQLITE_CANTOPEN;
            flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
        }
        const int code = self->m_real->xOpen(self->m_real, name, made->real(), flags, outFlags);
        if (made->real()->pMethods) made->base.pMethods = &self->m_methods;
        return code;
    }

    template <class Call>
    static int changing(sqlite3_file* file, Call call) {
        const int code = of(file)->owner->next();
        return code == SQLITE_OK ? call(real(file)) : code;
    }

    void fillMethods() {
        m_methods = sqlite3_io_methods{};
        m_methods.iVersion = 2;  // shared memory, no mapped reads: those would get past us
        m_methods.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
        m_methods.xRead = [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
            return real(f)->pMethods->xRead(real(f), to, size, at);
        };
        m_methods.xWrite = [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
            return changing(f, [&](sqlite3_file* r) {
                FailingVfs* owner = of(f)->owner;
                if (++owner->m_writes != owner->m_tearAt) return r->pMethods->xWrite(r, from, size, at);
                r->pMethods->xWrite(r, from, size / 2, at);
                return ::kill(::getpid(), SIGKILL);
            });
        };
        m_methods.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
            return changing(f, [&](sqlite3_file* r) { return r->pMethods->xTruncate(r, size); });
        };
        m_methods.xSync = [](sqlite3_file* f, int flags) {
            return changing(f, [&](sqlite3_file* r) { return r->pMethods->xSync(r, flags); });
        };
        m_methods.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
            return real(f)->pMethods->xFileSize(real(f), size);
        };
        m_methods.xLock = [](sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); };
        m_methods.xUnlock = [](sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); };
        m_methods.xCheckReservedLock = [](sqlite3_file* f, int* held) {
            return real(f)->pMethods->xCheckReservedLock(real(f), held);
        };
        m_methods.xFileControl = [](sqlite3_file* f, int what, void* with) {
            return real(f)->pMethods->xFileControl(real(f), what, with);
        };
        m_methods.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
        m_methods.xDeviceCharacteristics = [](sqlite3_file* f) {
            return real(f)->pMethods->xDeviceCharacteristics(real(f));
        };
        m_methods.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** to) {
            return real(f)->pMethods->xShmMap(real(f), page, size, extend, to);
        };
        m_methods.xShmLock = [](sqlite3_file* f, int at, int count, int flags) {
            return real(f)->pMethods->xShmLock(real(f), at, count, flags);
        };
        m_methods.xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); };
        m_methods.xShmUnmap = [](sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); };
    }

    sqlite3_vfs* m_real;
    sqlite3_vfs m_vfs{};
    sqlite3_io_methods m_methods{};
    std::atomic<int> m_count = 0;
    std::atomic<int> m_failFrom = 0;
    std::atomic<int> m_killAt = 0;
    std::atomic<int> m_writes = 0;
    std::atomic<int> m_tearAt = 0;
    std::atomic<int> m_code = SQLITE_OK;
    std::atomic<bool> m_readOnly = false;
};

}  // namespace heddle::tests
