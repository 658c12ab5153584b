#pragma once
#include <QWidget>

class QStackedWidget;
class QTabBar;

namespace heddle::app {

/// The middle of the window: a tab per open agent, and a page for when there is none.
class AgentTabs : public QWidget {
    Q_OBJECT

public:
    explicit AgentTabs(QWidget* parent = nullptr);

    /// Shown while no agent is open; it belongs to the tabs from now on.
    void setEmptyPage(QWidget* page);
    void add(const QString& id, const QString& title, QWidget* view);
    /// Agents that are added later stand in this order, whichever is there first.
    void setOrder(const QStringList& ids) { m_order = ids; }
    /// Deletes the tab's editor.
    void remove(const QString& id);
    void rename(const QString& id, const QString& title);
    void choose(const QString& id);
    bool has(const QString& id) const { return indexOf(id) >= 0; }
    /// Empty when no agent is open.
    QString current() const;
    QWidget* currentEditor() const;
    QStringList ids() const;
    void recolour();

signals:
    void currentChanged(const QString& id);
    void closeRequested(const QString& id);
    /// Tabs came, went or moved.
    void arranged();

protected:
    void changeEvent(QEvent* event) override;

private:
    int indexOf(const QString& id) const;
    void showCurrent();
    void retranslate();
    int placeFor(const QString& id) const;
    void addCloseButton(int index, const QString& id);

    QTabBar* m_bar = nullptr;
    QStackedWidget* m_stack = nullptr;
    QWidget* m_empty = nullptr;
    QStringList m_order;
};

}  // namespace heddle::app
