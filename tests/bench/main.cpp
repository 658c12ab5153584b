#include "tests/bench/bench.h"

#include <cstdio>

// [--json FILE] [--peer] [GROUP…]
int main(int argc, char** argv) {
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
