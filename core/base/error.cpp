#include "core/base/error.h"

#include <array>

namespace heddle {
namespace {

constexpr std::array<std::pair<ErrorKind, std::string_view>, 15> kNames{{
    {ErrorKind::InvalidArgument, "invalid_argument"},
    {ErrorKind::Parse, "parse"},
    {ErrorKind::NotFound, "not_found"},
    {ErrorKind::Conflict, "conflict"},
    {ErrorKind::Unauthenticated, "unauthenticated"},
    {ErrorKind::Denied, "denied"},
    {ErrorKind::TooNew, "too_new"},
    {ErrorKind::Limit, "limit"},
    {ErrorKind::RateLimited, "rate_limited"},
    {ErrorKind::Unavailable, "unavailable"},
    {ErrorKind::Timeout, "timeout"},
    {ErrorKind::Network, "network"},
    {ErrorKind::Cancelled, "cancelled"},
    {ErrorKind::Storage, "storage"},
    {ErrorKind::Internal, "internal"},
}};

}  // namespace

bool isWorthRepeating(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::RateLimited:
        case ErrorKind::Unavailable:
        case ErrorKind::Timeout:
        case ErrorKind::Network:
        case ErrorKind::Parse:  // a model may answer in the right form the next time
        case ErrorKind::Internal:
            return true;
        default:
            return false;
    }
}

std::string_view errorKindName(ErrorKind kind) {
    for (const auto& [value, name] : kNames) {
        if (value == kind) return name;
    }
    return "internal";
}

Error::Error(ErrorKind kind, std::string code, Json facts)
    : m_kind(kind), m_code(std::move(code)), m_facts(std::move(facts)) {
    m_what = m_code;
    if (!m_facts.empty()) m_what += " " + compactJson(m_facts);
}

Error Error::with(std::string_view fact, Json value) const {
    Json facts = m_facts;
    facts.emplace(std::string(fact), std::move(value));
    return Error(m_kind, m_code, std::move(facts));
}

Json Error::toJson() const { return {{"kind", errorKindName(m_kind)}, {"code", m_code}, {"facts", m_facts}}; }

Error Error::fromJson(const Json& json) {
    const std::string kindName = json.value("kind", "internal");
    ErrorKind kind = ErrorKind::Internal;
    for (const auto& [value, name] : kNames) {
        if (name == kindName) kind = value;
    }
    return Error(kind, json.value("code", "internal.exception"), json.value("facts", Json::object()));
}

Error currentError() {
    try {
        throw;
    } catch (const Error& e) {
        return e;
    } catch (const std::exception& e) {
        return Error(ErrorKind::Internal, "internal.exception", {{"what", e.what()}});
    } catch (...) {
        return Error(ErrorKind::Internal, "internal.exception", {{"what", "unknown"}});
    }
}

}  // namespace heddle
