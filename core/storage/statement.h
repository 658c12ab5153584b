#pragma once
#include <cstdint>
#include <string_view>

namespace heddle::storage {

/// A prepared statement as a driver provides it. Parameters count from 1 (?1), columns from 0. Everything throws Error
/// as connection.h says. Used by the thread that holds its connection.
class Statement {
public:
    virtual ~Statement() = default;

    virtual void bindNull(int parameter) = 0;
    virtual void bindInteger(int parameter, std::int64_t value) = 0;
    virtual void bindReal(int parameter, double value) = 0;
    virtual void bindText(int parameter, std::string_view value) = 0;
    virtual void bindBlob(int parameter, std::string_view value) = 0;

    /// Whether there is a (next) row.
    virtual bool step() = 0;
    /// Makes it ready to be run again, without its bindings.
    virtual void reset() noexcept = 0;

    virtual bool isNull(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    /// Text or blob, valid until the next step or reset; empty for null.
    virtual std::string_view bytes(int column) const = 0;
};

}  // namespace heddle::storage
