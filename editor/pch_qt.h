#pragma once
// Precompiled for the rooms that show something. Only what many of them use: every mapped page costs each compilation.
#include "core/base/pch_plain.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPointer>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
