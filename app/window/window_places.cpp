#include "app/window/window_places.h"

#include "core/base/error.h"
#include "core/base/file.h"

#include <spdlog/spdlog.h>

namespace heddle::app {
namespace {

QByteArray bytes(const Json& json, const char* key) {
    return QByteArray::fromBase64(QByteArray::fromStdString(json.value(key, std::string())));
}

QString text(const Json& json, const char* key, const QString& fallback = {}) {
    return QString::fromStdString(json.value(key, fallback.toStdString()));
}

}  // namespace

WindowPlaces::WindowPlaces(const std::filesystem::path& workspace) : m_file(workspace / "window.json") {
    m_writer.setMaxThreadCount(1);
    try {
        const Json json = parseJson(readFile(m_file), m_file.string());
        m_places.theme = text(json, "theme");
        m_places.language = text(json, "language");
        m_places.side = text(json, "side", m_places.side);
        m_places.panelTab = json.value("panel_tab", 0);
        m_places.geometry = bytes(json, "geometry");
        m_places.docks = bytes(json, "docks");
    } catch (const std::exception&) {
        // None yet, or spoilt: the window opens as it does the first time.
        m_places = {};
    }
}

WindowPlaces::~WindowPlaces() { m_writer.waitForDone(); }

void WindowPlaces::set(const Places& places) {
    if (places == m_places) return;
    m_places = places;
    const Json json{{"theme", places.theme.toStdString()},
                    {"language", places.language.toStdString()},
                    {"side", places.side.toStdString()},
                    {"panel_tab", places.panelTab},
                    {"geometry", places.geometry.toBase64().toStdString()},
                    {"docks", places.docks.toBase64().toStdString()}};
    m_writer.start([file = m_file, content = canonicalJson(json)] {
        try {
            writeFile(file, content);
        } catch (const Error& error) {
            spdlog::warn("window places: {}", error.what());
        }
    });
}

}  // namespace heddle::app
