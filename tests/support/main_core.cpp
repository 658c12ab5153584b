#include "tests/support/test_main.h"

#include <QCoreApplication>

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    return heddle::tests::runTests(argc, argv);
}
