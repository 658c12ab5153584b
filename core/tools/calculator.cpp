#include "core/tools/calculator.h"

#include "core/base/error.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <string>

namespace heddle::tools {
namespace {

using Unary = double (*)(double);
using Binary = double (*)(double, double);

const std::map<std::string_view, Unary>& unaries() {
    static const std::map<std::string_view, Unary> all{
        {"sqrt", std::sqrt}, {"cbrt", std::cbrt},   {"abs", std::fabs},  {"exp", std::exp},   {"ln", std::log},
        {"log", std::log10}, {"log10", std::log10}, {"log2", std::log2}, {"sin", std::sin},   {"cos", std::cos},
        {"tan", std::tan},   {"asin", std::asin},   {"acos", std::acos}, {"atan", std::atan}, {"floor", std::floor},
        {"ceil", std::ceil}, {"round", std::round}};
    return all;
}

const std::map<std::string_view, Binary>& binaries() {
    static const std::map<std::string_view, Binary> all{
        {"min", std::fmin}, {"max", std::fmax}, {"pow", std::pow}, {"hypot", std::hypot}};
    return all;
}

/// Recursive descent: sum → product → sign → power → atom.
class Calculation {
public:
    explicit Calculation(std::string_view text) : m_text(text) {}

    double result() {
        const double value = sum();
        if (peek() != '\0') fail("an operator");
        if (!std::isfinite(value)) fail("a finite result");
        return value;
    }

private:
    [[noreturn]] void fail(const char* wanted) const {
        throw Error(ErrorKind::InvalidArgument, "tool.bad_expression", {{"column", m_at + 1}, {"reason", wanted}});
    }

    char peek() {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at])))
            ++m_at;
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }

    bool take(char c) {
        if (peek() != c) return false;
        ++m_at;
        return true;
    }

    double sum() {
        double value = product();
        for (;;) {
            if (take('+'))
                value += product();
            else if (take('-'))
                value -= product();
            else
                return value;
        }
    }

    double product() {
        double value = sign();
        for (;;) {
            if (take('*'))
                value *= sign();
            else if (take('/'))
                value /= sign();
            else if (take('%'))
                value = std::fmod(value, sign());
            else
                return value;
        }
    }

    double sign() {
        if (++m_depth > 200) fail("fewer brackets");
        double value = 0;
        if (take('-'))
            value = -sign();
        else if (take('+'))
            value = sign();
        else
            value = power();
        --m_depth;
        return value;
    }

    double power() {
        const double base = atom();
        return take('^') ? std::pow(base, sign()) : base;
    }

    double atom() {
        const char c = peek();
        if (take('(')) {
            const double value = sum();
            if (!take(')')) fail("a bracket");
            return value;
        }
        if (std::isdigit(static_cast<unsigned char>(c)) || c == '.') return number();
        if (std::isalpha(static_cast<unsigned char>(c))) return named();
        fail("a number");
    }

    double number() {
        double value = 0;
        const char* begin = m_text.data() + m_at;
        const auto [end, error] = std::from_chars(begin, m_text.data() + m_text.size(), value);
        if (error != std::errc()) fail("a number");
        m_at += static_cast<std::size_t>(end - begin);
        return value;
    }

    double named() {
        const std::size_t start = m_at;
        while (m_at < m_text.size() && std::isalnum(static_cast<unsigned char>(m_text[m_at])))
            ++m_at;
        const std::string_view name = m_text.substr(start, m_at - start);
        if (name == "pi") return 3.14159265358979323846;
        if (name == "e") return 2.71828182845904523536;
        const auto unary = unaries().find(name);
        const auto binary = binaries().find(name);
        if (unary == unaries().end() && binary == binaries().end()) {
            m_at = start;
            fail("a known name");
        }
        if (!take('(')) fail("a bracket");
        double value = sum();
        if (binary != binaries().end()) {
            if (!take(',')) fail("a second number");
            value = binary->second(value, sum());
            while (take(','))
                value = binary->second(value, sum());
        } else {
            value = unary->second(value);
        }
        if (!take(')')) fail("a bracket");
        return value;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
};

}  // namespace

double calculate(std::string_view expression) { return Calculation(expression).result(); }

}  // namespace heddle::tools
