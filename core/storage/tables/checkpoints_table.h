#pragma once
#include "core/storage/connection.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// A checkpoint as it is stored; the meaning of its parts is the engine's (core/engine/checkpoint_store.h).
struct CheckpointRow {
    std::string id;
    std::string parent;  ///< id, or empty: none, or pruned away
    int step = -1;
    std::string source;
    bool snapshot = false;
    std::int64_t createdMs = 0;
    std::string metadata;
    std::string body;
    std::string followed;  ///< in a history that asks for it: the body of the first step made from here
};

struct CheckpointTaskRow {
    std::string task;
    std::string node;
    std::string body;
};

struct CheckpointEffectRow {
    std::string owner;
    std::string task;
    int number = 0;
    std::string after;
    std::string body;
};

struct CheckpointCommit {
    std::string thread;
    std::int64_t epoch = 0;  ///< commits that the thread must have
    std::optional<CheckpointRow> checkpoint;
    bool dropTasks = false;                ///< a checkpoint does so too
    std::vector<CheckpointTaskRow> tasks;  ///< follow the head
    std::vector<std::string> forget;       ///< owners whose effects are deleted
    std::vector<CheckpointEffectRow> effects;
};

struct CheckpointThread {
    std::int64_t epoch = 0;
    std::vector<CheckpointRow> chain;      ///< from the nearest snapshot to the one asked for
    std::vector<CheckpointTaskRow> tasks;  ///< at the head only
    bool isHead = true;
};

struct CheckpointFilter {
    std::string before;  ///< id
    std::string source;
    std::optional<int> step;
    Json metadata;  ///< object: members that the metadata has too; or null
    int limit = 0;  ///< 0: all
    bool withFollowed = false;
};

/// Something that does not fit together in the stored threads.
struct ThreadProblem {
    std::string thread;
    std::string checkpoint;  ///< id, or empty
    std::string code;        ///< of core/base/messages
};

/// Threads of checkpoints. A commit writes only its own rows, whatever the thread's length.
class CheckpointsTable {
public:
    explicit CheckpointsTable(Connection& connection) : m_connection(connection) {}

    /// False when the thread has another number of commits: nothing is stored.
    bool commit(const CheckpointCommit& commit);
    /// At its head, or at the checkpoint `id`; nothing when there is no such thread or checkpoint.
    std::optional<CheckpointThread> load(const std::string& thread, const std::string& id = {});
    /// Newest first.
    std::vector<CheckpointRow> history(const std::string& thread, const CheckpointFilter& filter = {});
    /// In order.
    std::vector<CheckpointEffectRow> effects(const std::string& thread, const std::string& owner,
                                             const std::string& task);
    /// False when the thread `to` exists.
    bool copy(const std::string& from, const std::string& to);
    /// Copies the thread `from` into another database, which has no thread `to`, inside its transaction.
    void copyTo(Connection& other, const std::string& from, const std::string& to);
    /// Keeps the newest `keep` and what they need back to their snapshots; 0 removes the thread.
    void prune(const std::string& thread, int keep);
    /// Names in order: of all threads, or of a thread and those of its sub-graphs (`thread|…`).
    std::vector<std::string> threads();
    std::vector<std::string> threadsOf(const std::string& thread);
    void remove(const std::string& thread);
    /// All checkpoints of all threads, without their parents, in the order of their threads.
    void each(const std::function<void(const std::string& thread, CheckpointRow row)>& visit);
    /// Threads whose head, chains, epochs or tasks do not fit together, at most 100 of each kind.
    std::vector<ThreadProblem> problems();
    /// The threads of all runs of a chat, or of an agent's chats.
    void removeOfChat(const std::string& chatId);
    void removeOfAgent(const std::string& agentId);

private:
    struct Thread {
        std::int64_t key = 0;
        std::int64_t epoch = 0;
        std::optional<std::int64_t> head;
        std::string headId;
        bool hasTasks = false;
    };
    /// Keys of a thread: firstKey(thread) … lastKey(thread). Number 0 is never used.
    static std::int64_t firstKey(std::int64_t thread) { return thread << 24; }
    static std::int64_t lastKey(std::int64_t thread) { return firstKey(thread + 1) - 1; }
    std::optional<Thread> find(const std::string& thread);
    Thread make(const std::string& thread);
    std::optional<std::int64_t> keyOf(const Thread& thread, const std::string& id);
    std::int64_t insert(const Thread& thread, const CheckpointRow& row);
    void putEffects(std::int64_t threadKey, const CheckpointCommit& commit);
    void removeKey(std::int64_t threadKey);
    void removeAll(Query threadKeys);

    Connection& m_connection;
};

}  // namespace heddle::storage
