#include "app/chat/page_strings.h"

#include <QCoreApplication>

namespace heddle::app {
namespace {

struct PageStrings {
    Q_DECLARE_TR_FUNCTIONS(heddle::app::PageStrings)
};

}  // namespace

QJsonObject pageStrings() {
    using Tr = PageStrings;
    return {
        {"lang", Tr::tr("en", "The BCP 47 code of the language translated to, such as zh-CN")},
        {"conversation", Tr::tr("Conversation")},
        {"you", Tr::tr("You")},
        {"copy", Tr::tr("Copy")},
        {"copied", Tr::tr("Copied")},
        {"copyCode", Tr::tr("Copy code")},
        {"copyMessage", Tr::tr("Copy message")},
        {"retry", Tr::tr("Try again")},
        {"sending", Tr::tr("Sending…")},
        {"writing", Tr::tr("Writing…")},
        {"stopped", Tr::tr("Stopped")},
        {"failed", Tr::tr("This did not work.")},
        {"toEnd", Tr::tr("Go to the newest message")},
        {"steps", Tr::tr("Steps")},
        {"stepsRunning", Tr::tr("Step {done} of {all}: {title}")},
        {"stepsDone", Tr::tr("{all} steps")},
        {"stepsFailed", Tr::tr("{failed} of {all} steps failed")},
        {"stepWaiting", Tr::tr("waiting")},
        {"stepRunning", Tr::tr("running")},
        {"stepDone", Tr::tr("done")},
        {"stepFailed", Tr::tr("failed")},
        {"stepSkipped", Tr::tr("skipped")},
        {"question", Tr::tr("Your answer is needed")},
        {"answered", Tr::tr("Answered")},
        {"submit", Tr::tr("Send answer")},
        {"required", Tr::tr("Please fill this in.")},
        {"notNumber", Tr::tr("Please enter a number.")},
        {"yes", Tr::tr("Yes")},
        {"no", Tr::tr("No")},
        {"choose", Tr::tr("Choose…")},
        {"image", Tr::tr("Image: {name}")},
    };
}

}  // namespace heddle::app
