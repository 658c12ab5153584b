#pragma once
#include <QString>

namespace heddle::app {

class MainWindow;
class Workbench;

/// Writes a picture of the window to `file` once everything is shown and no run goes on, then ends the program: with 0,
/// or 1 when the file cannot be written.
void takeScreenshot(MainWindow& window, Workbench& workbench, const QString& file);

}  // namespace heddle::app
