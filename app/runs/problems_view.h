#pragma once
#include "core/base/problem.h"

#include <QWidget>

#include <functional>

class QLabel;
class QTreeWidget;

namespace heddle::app {

/// What can be said against the open agent; a click goes to the place.
class ProblemsView : public QWidget {
    Q_OBJECT

public:
    explicit ProblemsView(QWidget* parent = nullptr);

    void setNaming(std::function<QString(const std::string& node)> naming);
    void setProblems(const Problems& problems);
    void recolour() { list(m_problems); }

signals:
    void activated(const QString& node, const QString& path);

protected:
    void changeEvent(QEvent* event) override;

private:
    void list(const Problems& problems);
    void retranslate();

    QTreeWidget* m_tree = nullptr;
    QLabel* m_empty = nullptr;
    std::function<QString(const std::string&)> m_naming;
    Problems m_problems;
};

}  // namespace heddle::app
