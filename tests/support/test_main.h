#pragma once
#include <QObject>

#include <memory>
#include <string_view>

namespace heddle::tests {

using MakeTest = std::unique_ptr<QObject> (*)();

/// Called by HEDDLE_TEST at start-up; `file` is the test's __FILE__.
bool registerTest(std::string_view file, MakeTest make);

/// Runs every registered test object, or only those of the source file whose stem is argv[1].
int runTests(int argc, char** argv);

}  // namespace heddle::tests

/// Put once at the end of a test's source file, before its .moc include.
#define HEDDLE_TEST(Class)                                               \
    static const bool registered##Class = ::heddle::tests::registerTest( \
        __FILE__, []() -> std::unique_ptr<QObject> { return std::make_unique<Class>(); })
