#pragma once
#include "core/domain/chat.h"

#include <QWidget>

#include <functional>
#include <vector>

class QLabel;
class QListWidget;
class QPushButton;

namespace heddle::app {

class Bridge;

/// Past runs, newest first. One that was chosen is shown in the run log; a paused, failed or cancelled one can go on.
class RunsPane : public QWidget {
    Q_OBJECT

public:
    /// `bridge` must outlive the pane.
    explicit RunsPane(Bridge& bridge, QWidget* parent = nullptr);

    void setNaming(std::function<QString(const std::string& agentId)> naming);
    /// Reads the list anew, at once when the pane is seen, else when it is shown.
    void refresh();
    void recolour() { list(); }

signals:
    void chosen(const heddle::domain::Execution& run);
    void resumeRequested(const heddle::domain::Execution& run);

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void list();
    void retranslate();
    const domain::Execution* current() const;

    Bridge& m_bridge;
    std::function<QString(const std::string&)> m_naming;
    std::vector<domain::Execution> m_runs;
    QListWidget* m_list = nullptr;
    QLabel* m_empty = nullptr;
    QPushButton* m_resume = nullptr;
    bool m_stale = true;
};

}  // namespace heddle::app
