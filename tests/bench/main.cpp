#include "tests/bench/bench.h"
#include "tests/bench/child.h"

#include <cstdio>
#include <cstring>

// [--json FILE] [--peer] [GROUP…], --workload NAME (a group's child process), --peak COMMAND… (child.h)
int main(int argc, char** argv) {
    if (argc == 3 && std::strcmp(argv[1], "--workload") == 0) return heddle::bench::runWorkload(argv[2]);
    if (argc > 2 && std::strcmp(argv[1], "--peak") == 0) return heddle::bench::printPeakOf(argv + 2);
    std::vector<std::string> names;
    std::string json;
    bool withPeer = false;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--peer") {
            withPeer = true;
        } else if (argument == "--json" && i + 1 < argc) {
            json = argv[++i];
        } else if (argument.starts_with("--")) {
            std::fprintf(stderr, "usage: %s [--json FILE] [--peer] [GROUP…]\n", argv[0]);
            return 2;
        } else {
            names.push_back(argument);
        }
    }
    return heddle::bench::runGroups(names, withPeer, json);
}
