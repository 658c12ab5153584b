#include "app/chat/page_strings.h"

#include <QCoreApplication>

namespace heddle::app {
namespace {

struct PageStrings {
    Q_DECLARE_TR_FUNCTIONS(heddle::app::PageStrings)
};

}  // namespace

QJsonObject pageStrings() {
    return {
        {"lang", PageStrings::tr("en", "The BCP 47 code of the language translated to, such as zh-CN")},
        {"conversation", PageStrings::tr("Conversation")},
        {"you", PageStrings::tr("You")},
        {"copy", PageStrings::tr("Copy")},
        {"copied", PageStrings::tr("Copied")},
        {"copyCode", PageStrings::tr("Copy code")},
        {"copyMessage", PageStrings::tr("Copy message")},
        {"retry", PageStrings::tr("Try again")},
        {"sending", PageStrings::tr("Sending…")},
        {"writing", PageStrings::tr("Writing…")},
        {"stopped", PageStrings::tr("Stopped")},
        {"failed", PageStrings::tr("This did not work.")},
        {"toEnd", PageStrings::tr("Go to the newest message")},
        {"steps", PageStrings::tr("Steps")},
        {"stepsRunning", PageStrings::tr("Step {done} of {all}: {title}")},
        {"stepsDone", PageStrings::tr("{all} steps")},
        {"stepsFailed", PageStrings::tr("{failed} of {all} steps failed")},
        {"stepWaiting", PageStrings::tr("waiting")},
        {"stepRunning", PageStrings::tr("running")},
        {"stepDone", PageStrings::tr("done")},
        {"stepFailed", PageStrings::tr("failed")},
        {"stepSkipped", PageStrings::tr("skipped")},
        {"question", PageStrings::tr("Your answer is needed")},
        {"answered", PageStrings::tr("Answered")},
        {"submit", PageStrings::tr("Send answer")},
        {"required", PageStrings::tr("Please fill this in.")},
        {"notNumber", PageStrings::tr("Please enter a number.")},
        {"yes", PageStrings::tr("Yes")},
        {"no", PageStrings::tr("No")},
        {"choose", PageStrings::tr("Choose…")},
        {"image", PageStrings::tr("Image: {name}")},
    };
}

}  // namespace heddle::app
