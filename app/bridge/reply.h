#pragma once
#include "core/base/error.h"

#include <QObject>
#include <QPointer>

#include <functional>

namespace heddle::app {

template <class T>
struct DoneOf {
    using Type = std::function<void(T)>;
};
template <>
struct DoneOf<void> {
    using Type = std::function<void()>;
};

/// Where an answer of core goes: one of the two is called, on the GUI thread, unless `context` is gone by then. Without
/// `failed` the failure is told by Bridge::failed.
template <class T>
struct Reply {
    Reply(QObject* owner, typename DoneOf<T>::Type onDone, std::function<void(const Error&)> onFailed = {})
        : context(owner), done(std::move(onDone)), failed(std::move(onFailed)) {}

    QPointer<QObject> context;
    typename DoneOf<T>::Type done;
    std::function<void(const Error&)> failed;
};

}  // namespace heddle::app
