#pragma once
// Precompiled for the rooms that show something.
#include "core/base/pch_plain.h"

#include <QtWidgets>
