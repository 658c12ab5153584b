#pragma once
#include "app/bridge/reply.h"
#include "core/services/model_service.h"

#include <QObject>

#include <string>
#include <vector>

namespace heddle::app {

class Calls;

/// All that the window knows of models at one time.
struct ModelList {
    std::vector<services::ModelChoice> choices;
    std::vector<domain::ModelService> services;
    std::string defaultModel;
};

/// Models and the services that offer them (services::ModelService). GUI thread only.
class ModelsDoor : public QObject {
    Q_OBJECT

public:
    explicit ModelsDoor(Calls& calls) : m_calls(calls) {}

    /// Looks for servers on this computer too: may take a second.
    void list(Reply<ModelList> reply);
    void defaultModel(Reply<std::string> reply);
    void setDefaultModel(const std::string& reference, Reply<void> reply);
    /// An empty key keeps the stored one.
    void save(const domain::ModelService& service, const std::string& key, Reply<domain::ModelService> reply);
    void remove(const std::string& id, Reply<void> reply);
    /// A real, short call.
    void test(const domain::ModelService& service, const std::string& key, Reply<services::ModelTest> reply);

signals:
    /// Services or the default model are others now, even when whoever asked for it is gone.
    void changed();

private:
    template <class T>
    Reply<T> telling(Reply<T> reply);

    Calls& m_calls;
};

}  // namespace heddle::app
