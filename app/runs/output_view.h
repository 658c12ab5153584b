#pragma once
#include "app/runs/run_trace.h"

#include <QWidget>

class QPlainTextEdit;

namespace heddle::app {

/// What a run came to: its answer, then the state it ended with, or the error.
class OutputView : public QWidget {
    Q_OBJECT

public:
    explicit OutputView(QWidget* parent = nullptr);

    void setTrace(const RunTrace& trace);
    void clear();
    QString text() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    QPlainTextEdit* m_text = nullptr;
};

}  // namespace heddle::app
