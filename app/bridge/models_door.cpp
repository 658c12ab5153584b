#include "app/bridge/models_door.h"

#include "app/bridge/calls.h"

namespace heddle::app {
namespace {

using boost::asio::awaitable;
using runtime::Runtime;

awaitable<ModelList> listModels(Runtime& runtime) {
    ModelList list;
    list.services = co_await runtime.models().services();
    list.choices = co_await runtime.models().choices();
    list.defaultModel = co_await runtime.models().defaultModel();
    co_return list;
}

}  // namespace

/// A window that is closed right after a choice must not keep the others from learning of it.
template <class T>
Reply<T> ModelsDoor::telling(Reply<T> reply) {
    const auto context = std::exchange(reply.context, QPointer<QObject>(this));
    reply.done = [this, context, done = std::move(reply.done)](auto&&... value) {
        if (context && done) done(std::forward<decltype(value)>(value)...);
        emit changed();
    };
    if (reply.failed) {
        reply.failed = [context, failed = std::move(reply.failed)](const Error& error) {
            if (context) failed(error);
        };
    }
    return reply;
}

void ModelsDoor::list(Reply<ModelList> reply) {
    m_calls.start<ModelList>([](Runtime& r) { return listModels(r); }, std::move(reply));
}

void ModelsDoor::defaultModel(Reply<std::string> reply) {
    m_calls.start<std::string>([](Runtime& r) { return r.models().defaultModel(); }, std::move(reply));
}

void ModelsDoor::setDefaultModel(const std::string& reference, Reply<void> reply) {
    m_calls.startInOrder(
        "models", [=](Runtime& r) { return r.models().setDefaultModel(reference); }, telling(std::move(reply)));
}

void ModelsDoor::save(const domain::ModelService& service, const std::string& key, Reply<domain::ModelService> reply) {
    m_calls.start<domain::ModelService>([=](Runtime& r) { return r.models().save(service, key); },
                                        telling(std::move(reply)));
}

void ModelsDoor::remove(const std::string& id, Reply<void> reply) {
    m_calls.startInOrder(
        "models", [=](Runtime& r) { return r.models().remove(id); }, telling(std::move(reply)));
}

void ModelsDoor::test(const domain::ModelService& service, const std::string& key, Reply<services::ModelTest> reply) {
    m_calls.start<services::ModelTest>([=](Runtime& r) { return r.models().test(service, key); }, std::move(reply));
}

}  // namespace heddle::app
