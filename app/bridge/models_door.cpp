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

void ModelsDoor::list(Reply<ModelList> reply) {
    m_calls.start<ModelList>([](Runtime& r) { return listModels(r); }, std::move(reply));
}

void ModelsDoor::defaultModel(Reply<std::string> reply) {
    m_calls.start<std::string>([](Runtime& r) { return r.models().defaultModel(); }, std::move(reply));
}

void ModelsDoor::setDefaultModel(const std::string& reference, Reply<void> reply) {
    m_calls.startInOrder(
        "models", [=](Runtime& r) { return r.models().setDefaultModel(reference); }, std::move(reply));
}

void ModelsDoor::save(const domain::ModelService& service, const std::string& key, Reply<domain::ModelService> reply) {
    m_calls.start<domain::ModelService>([=](Runtime& r) { return r.models().save(service, key); }, std::move(reply));
}

void ModelsDoor::remove(const std::string& id, Reply<void> reply) {
    m_calls.startInOrder(
        "models", [=](Runtime& r) { return r.models().remove(id); }, std::move(reply));
}

void ModelsDoor::test(const domain::ModelService& service, const std::string& key, Reply<services::ModelTest> reply) {
    m_calls.start<services::ModelTest>([=](Runtime& r) { return r.models().test(service, key); }, std::move(reply));
}

}  // namespace heddle::app
