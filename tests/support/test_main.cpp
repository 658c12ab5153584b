#include "tests/support/test_main.h"

#include <QtTest>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace heddle::tests {
namespace {

struct Entry {
    std::string stem;
    MakeTest make;
};

std::vector<Entry>& entries() {
    static std::vector<Entry> all;
    return all;
}

}  // namespace

bool registerTest(std::string_view file, MakeTest make) {
    entries().push_back({std::filesystem::path(file).stem().string(), make});
    return true;
}

int runTests(int argc, char** argv) {
    std::string only;
    std::vector<char*> rest{argv, argv + argc};
    if (argc > 1 && argv[1][0] != '-') {
        only = argv[1];
        rest.erase(rest.begin() + 1);
    }
    int failed = 0;
    int ran = 0;
    for (const auto& entry : entries()) {
        if (!only.empty() && entry.stem != only) continue;
        ++ran;
        failed += QTest::qExec(entry.make().get(), static_cast<int>(rest.size()), rest.data());
    }
    if (ran == 0) {
        std::fprintf(stderr, "no test object comes from a file named %s.cpp\n", only.c_str());
        return 1;
    }
    return failed;
}

}  // namespace heddle::tests
