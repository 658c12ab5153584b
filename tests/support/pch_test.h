#pragma once
// Precompiled for the tests of core.
#include <QtTest>

#include "core/base/pch_plain.h"
