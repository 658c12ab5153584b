#pragma once
#include <QByteArray>
#include <QString>
#include <QThreadPool>

#include <filesystem>

namespace heddle::app {

/// What the first paint needs before the workspace's database is open: theme, language, where the window and its panes
/// stand. Empty texts mean: follow the desktop.
struct Places {
    QString theme;
    QString language;
    QString side = QStringLiteral("templates");
    int panelTab = 0;
    QByteArray geometry;
    QByteArray docks;

    bool operator==(const Places&) const = default;
};

/// Places in the file window.json of the workspace. Writing happens on a thread of its own, in order; a file that
/// cannot be read counts as none.
class WindowPlaces {
public:
    explicit WindowPlaces(const std::filesystem::path& workspace);
    ~WindowPlaces();

    const Places& get() const { return m_places; }
    /// Saved at once when it differs.
    void set(const Places& places);

private:
    std::filesystem::path m_file;
    Places m_places;
    QThreadPool m_writer;
};

}  // namespace heddle::app
