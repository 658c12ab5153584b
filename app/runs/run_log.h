#pragma once
#include "app/runs/run_trace.h"

#include <QWidget>

#include <functional>
#include <set>

class QLabel;
class QTreeWidget;
class QTreeWidgetItem;

namespace heddle::app {

/// A run as a table: a row per executed node with its state, what it did, time and tokens; a row opens to what went in
/// and came out.
class RunLog : public QWidget {
    Q_OBJECT

public:
    explicit RunLog(QWidget* parent = nullptr);

    /// What people call a node, from its title and type.
    void setNaming(std::function<QString(const StepTrace&)> naming);
    /// Shows a run, or none; it must outlive the log, or be taken away before it goes.
    void setTrace(const RunTrace* trace);
    /// Shows the steps with these indexes anew; -1 stands for the run itself.
    void update(const std::set<int>& changed);
    void recolour();
    QString summary() const { return m_summary; }
    int rows() const;

signals:
    void nodeActivated(const QString& node);
    void summaryChanged(const QString& text);

protected:
    void changeEvent(QEvent* event) override;

private:
    void fill(QTreeWidgetItem* item, const StepTrace& step);
    void addDetails(QTreeWidgetItem* item);
    void retranslate();

    QTreeWidget* m_tree = nullptr;
    QLabel* m_empty = nullptr;
    std::function<QString(const StepTrace&)> m_naming;
    const RunTrace* m_trace = nullptr;
    QString m_summary;
};

}  // namespace heddle::app
