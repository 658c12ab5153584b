#pragma once
// Precompiled for the tests of windows.
#include "core/base/pch_plain.h"

#include <QtTest>
#include <QtWidgets>
