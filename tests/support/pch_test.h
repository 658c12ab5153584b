#pragma once
// Precompiled for the tests of core.
#include "core/base/pch_plain.h"

#include <QtTest>
