#include "core/llm/offline/classify.h"

#include "core/llm/offline/text.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace heddle::llm::offline {
namespace {

struct Topic {
    std::string_view names;  ///< words that a label of this topic is called by
    std::string_view words;  ///< words that texts of this topic use
};

constexpr auto kTopics = std::to_array<Topic>({
    {"billing payment invoice finance account 账单 付款 支付 发票 计费",
     "bill invoice charge charged refund payment pay paid price cost credit card subscription receipt money fee twice "
     "发票 退款 扣款 付款 支付 费用 价格 账单 收费 订阅 信用卡 扣费 多扣"},
    {"bug technical defect incident error problem support 故障 技术 错误 缺陷 问题",
     "bug error crash crashes fail fails failed failure broken exception stack trace freeze hang wrong slow login "
     "install "
     "works working 崩溃 错误 报错 失败 异常 故障 卡死 无法 打不开 闪退 登录 安装"},
    {"feature request idea suggestion improvement 功能 建议 需求 改进",
     "feature wish add support would like could suggestion idea improve option export dark mode missing nice 希望 增加 "
     "建议 "
     "功能 支持 能否 改进 添加 导出"},
    {"question information inquiry help general howto 咨询 疑问 提问 询问 帮助",
     "how what where when which why question information explain documentation help wonder 怎么 如何 什么 哪里 请问 吗 "
     "怎样 说明 "
     "文档"},
    {"complaint angry escalation 投诉 抱怨",
     "complaint disappointed unacceptable angry terrible worst awful rude waiting manager lawyer 投诉 失望 不满 生气 "
     "太差 糟糕 "
     "等了"},
    {"praise feedback thanks 表扬 感谢 反馈",
     "thank thanks great love excellent awesome happy perfect 谢谢 感谢 太好了 喜欢 满意"},
    {"sales order purchase quote delivery shipping 销售 订单 购买 物流 发货",
     "order buy purchase quote offer delivery shipping ship parcel tracking arrive stock trial licence license demo "
     "订单 购买 "
     "报价 发货 快递 物流 到货 试用 采购"},
    {"security privacy abuse 安全 隐私",
     "security password breach leak phishing hacked vulnerability privacy data delete "
     "gdpr 安全 密码 泄露 漏洞 盗号 隐私 删除"},
    {"cancel cancellation churn 取消 退订",
     "cancel cancellation terminate unsubscribe close account 取消 退订 注销 解约"},
    {"spam advertising 垃圾 广告",
     "winner lottery prize click free offer viagra casino bitcoin 中奖 点击 免费 广告 优惠"},
    {"urgent high critical 紧急 严重",
     "urgent immediately asap critical outage down emergency production now blocked 紧急 立即 "
     "马上 严重 宕机 尽快"},
    {"positive good 正面 积极",
     "good great love excellent nice happy like best wonderful thank 好 喜欢 满意 优秀 开心 感谢"},
    {"negative bad 负面 消极",
     "bad terrible hate awful poor worst disappointed sad angry broken 差 糟糕 讨厌 失望 难过 生气 坏"},
});

constexpr auto kOthers = std::to_array<std::string_view>({"other", "others", "unknown", "none", "general", "misc",
                                                          "neutral", "else", "其他", "其它", "未知", "一般", "中性"});

std::size_t shared(const std::vector<Term>& of, const std::unordered_set<Term>& with) {
    const std::unordered_set<Term> different(of.begin(), of.end());
    return static_cast<std::size_t>(
        std::count_if(different.begin(), different.end(), [&](Term t) { return with.contains(t); }));
}

bool isOther(const Label& label) {
    const std::string name = lowered(label.name);
    return std::any_of(kOthers.begin(), kOthers.end(), [&](std::string_view other) { return name == other; });
}

double points(const std::vector<Term>& text, const Label& label) {
    const std::unordered_set<Term> words(text.begin(), text.end());
    const auto name = termsOf(label.name);
    double sum = 3.0 * static_cast<double>(shared(name, words)) +
                 1.5 * static_cast<double>(shared(termsOf(label.description), words));
    for (const auto& topic : kTopics) {
        const auto names = termsOf(topic.names);
        if (shared(name, {names.begin(), names.end()}) == 0) continue;
        sum += static_cast<double>(shared(termsOf(topic.words), words));
    }
    return sum;
}

}  // namespace

std::vector<Scored> classify(std::string_view text, const std::vector<Label>& labels) {
    const auto terms = termsOf(text);
    // Question words are stop words, but they tell questions from the rest.
    const bool asks = text.find('?') != std::string_view::npos || text.find("？") != std::string_view::npos;
    std::vector<Scored> scored;
    double sum = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        double likeness = points(terms, labels[i]);
        const std::string name = lowered(labels[i].name);
        const bool question = name.find("question") != std::string::npos || name.find("咨询") != std::string::npos ||
                              name.find("问") != std::string::npos;
        if (asks && question) likeness += 0.8;
        if (isOther(labels[i])) likeness += 0.3;
        scored.push_back({i, likeness});
        sum += likeness;
    }
    for (auto& label : scored)
        label.likeness = sum > 0 ? label.likeness / sum : 0;
    std::stable_sort(scored.begin(), scored.end(),
                     [](const Scored& a, const Scored& b) { return a.likeness > b.likeness; });
    return scored;
}

}  // namespace heddle::llm::offline
