#include "core/services/runs/cancel_requests.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/storage/database.h"
#include "core/storage/tables/requests_table.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <mutex>
#include <set>

namespace heddle::services {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{100};

}  // namespace

/// The timer is used on its strand only; it goes while there are runs.
struct CancelRequests::Lookout : std::enable_shared_from_this<Lookout> {
    Lookout(storage::Database& theDatabase, std::function<void(const std::string&)> theCancel)
        : database(theDatabase), cancel(std::move(theCancel)) {}

    void add(const boost::asio::any_io_executor& executor, const std::string& run) {
        const std::lock_guard lock(mutex);
        runs.insert(run);
        if (!timer) {
            strand = boost::asio::make_strand(executor);
            timer = std::make_shared<boost::asio::steady_timer>(strand);
        }
        if (runs.size() == 1) boost::asio::post(strand, [self = shared_from_this()] { self->wait(); });
    }

    void remove(const std::string& run) {
        const std::lock_guard lock(mutex);
        runs.erase(runs.find(run));
        if (runs.empty()) boost::asio::post(strand, [self = shared_from_this()] { self->rest(); });
    }

    bool isNeeded() {
        const std::lock_guard lock(mutex);
        return !runs.empty();
    }

    void rest() {
        if (!isNeeded()) timer->cancel();
    }

    void wait() {
        if (!isNeeded()) return;
        timer->expires_after(kBetweenLooks);
        timer->async_wait([self = shared_from_this()](const boost::system::error_code& failure) {
            if (failure) return;
            self->look();
            self->wait();
        });
    }

    void look() {
        std::vector<std::string> asked;
        try {
            asked = database.readNow([](storage::Connection& c) { return storage::RequestsTable(c).toCancel(); });
        } catch (const Error& e) {
            roomLogger("services")->warn("requests were not read: {}", e.what());
        }
        for (const std::string& run : asked) {
            {
                const std::lock_guard lock(mutex);
                if (!runs.contains(run)) continue;
            }
            cancel(run);
            database.post([run](storage::Connection& c) { storage::RequestsTable(c).remove(run); }, {});
        }
    }

    storage::Database& database;
    std::function<void(const std::string&)> cancel;
    std::mutex mutex;
    std::multiset<std::string> runs;  // by mutex
    boost::asio::any_io_executor strand;
    std::shared_ptr<boost::asio::steady_timer> timer;
};

CancelRequests::CancelRequests(storage::Database& database, std::function<void(const std::string&)> cancel)
    : m_lookout(std::make_shared<Lookout>(database, std::move(cancel))) {}

CancelRequests::~CancelRequests() = default;

std::shared_ptr<void> CancelRequests::watch(const boost::asio::any_io_executor& executor, const std::string& runId) {
    m_lookout->add(executor, runId);
    return std::shared_ptr<void>(nullptr, [lookout = m_lookout, runId](void*) { lookout->remove(runId); });
}

}  // namespace heddle::services
