#include "core/llm/offline/json_fill.h"

#include "core/llm/offline/classify.h"
#include "core/llm/offline/facts.h"
#include "core/llm/offline/json_limits.h"
#include "core/llm/offline/rank.h"
#include "core/llm/offline/text.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <regex>

namespace heddle::llm::offline {
namespace {

constexpr int kDeepest = 8;  // of recursive schemas
constexpr std::size_t kMostItems = 5;

bool containsAny(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](auto w) { return text.find(w) != std::string_view::npos; });
}

std::vector<Label> labelsOf(const Json& values) {
    std::vector<Label> labels;
    for (const auto& value : values)
        labels.push_back({value.is_string() ? value.get<std::string>() : value.dump(), {}});
    return labels;
}

/// What a property is called, and the words that tell what it wants.
struct Wish {
    std::string name;
    std::vector<Term> nameTerms;
    std::vector<Term> terms;

    static Wish of(std::string_view name, const Json& schema) {
        const std::string description =
            schema.value("description", std::string()) + " " + schema.value("title", std::string());
        Wish wish{lowered(name), termsOf(name), termsOf(name)};
        for (const Term term : termsOf(description))
            wish.terms.push_back(term);
        return wish;
    }
};

class Filler {
public:
    Filler(const Json& root, const Material& material)
        : m_root(root),
          m_material(material),
          m_sentences(sentencesOf(material.text)),
          m_pairs(pairsIn(material.text)) {}

    Json fill(const Json& schema, std::string_view name, int depth) {
        if (auto value = found(schema, name, depth)) return *value;
        return leastValue(m_root, resolved(m_root, schema), depth);
    }

private:
    std::optional<Json> found(const Json& raw, std::string_view name, int depth) {
        const Json schema = resolved(m_root, raw);
        if (!schema.is_object() || depth > kDeepest) return std::nullopt;
        if (schema.contains("const")) return schema["const"];
        const Wish wish = Wish::of(name, schema);
        if (schema.contains("enum") && schema["enum"].is_array() && !schema["enum"].empty())
            return label(schema["enum"]);
        const std::string type = typeOf(schema);
        if (type == "object") return object(schema, depth);
        if (type == "array") return list(schema, name, wish, depth);
        if (type == "string") return text(schema, wish);
        if (type == "integer" || type == "number") return number(schema, type == "integer", wish);
        if (type == "boolean") return truth(wish);
        return std::nullopt;
    }

    Json label(const Json& values) {
        const auto best = classify(m_material.text, labelsOf(values)).front();
        m_confidence = std::round(best.likeness * 100) / 100;
        return values[best.index];
    }

    std::optional<Json> object(const Json& schema, int depth) {
        Json result = Json::object();
        const Json properties = schema.value("properties", Json::object());
        const Json required = schema.value("required", Json::array());
        // Labels first: a confidence beside them tells of the choice.
        for (const bool labels : {true, false}) {
            for (const auto& [key, property] : properties.items()) {
                if (resolved(m_root, property).contains("enum") != labels) continue;
                const bool must = std::find(required.begin(), required.end(), key) != required.end();
                if (must)
                    result[key] = fill(property, key, depth + 1);
                else if (auto value = found(property, key, depth + 1))
                    result[key] = std::move(*value);
            }
        }
        for (const auto& key : required)
            if (key.is_string() && !result.contains(key.get<std::string>())) result[key.get<std::string>()] = nullptr;
        return result;
    }

    std::optional<Json> list(const Json& schema, std::string_view name, const Wish& wish, int depth) {
        const Json items = resolved(m_root, schema.value("items", Json::object()));
        const std::size_t most = std::min<std::size_t>(kMostItems, schema.value("maxItems", kMostItems));
        Json result = Json::array();
        const std::string type = items.contains("enum") ? "enum" : typeOf(items);
        if (type == "enum") {
            for (const auto& scored : classify(m_material.text, labelsOf(items["enum"])))
                if (scored.likeness >= 0.25) result.push_back(items["enum"][scored.index]);
        } else if (type == "string") {
            for (auto& value : texts(items, wish, most))
                result.push_back(limitedText(items, std::move(value)));
        } else if (type == "integer" || type == "number") {
            for (const double value : numbersIn(m_material.text))
                result.push_back(limitedNumber(items, value, type == "integer"));
        } else if (type == "object") {
            for (const std::size_t i : summaryOf(m_sentences, wish.terms, std::min<std::size_t>(3, most)))
                result.push_back(Filler(m_root, {m_sentences[i].text, m_material.instruction, m_material.forTool})
                                     .fill(items, name, depth + 1));
        }
        while (result.size() > most)
            result.erase(result.size() - 1);
        if (schema.value("uniqueItems", false)) makeUnique(result);
        for (std::size_t i = result.size(); i < schema.value("minItems", std::size_t{0}); ++i)
            result.push_back(leastValue(m_root, items, depth + 1));
        return result;
    }

    static void makeUnique(Json& list) {
        Json once = Json::array();
        for (auto& item : list)
            if (std::find(once.begin(), once.end(), item) == once.end()) once.push_back(std::move(item));
        list = std::move(once);
    }

    std::vector<std::string> texts(const Json& items, const Wish& wish, std::size_t most) const {
        if (auto formatted = byFormat(items.value("format", std::string()), wish.name)) return *formatted;
        std::vector<std::string> values;
        auto chosen = answersTo(m_sentences, wish.terms, most);
        if (chosen.empty()) chosen = summaryOf(m_sentences, wish.terms, most);
        std::sort(chosen.begin(), chosen.end());
        for (const std::size_t i : chosen)
            values.push_back(m_sentences[i].text);
        return values;
    }

    /// Values whose form is known, by the schema's format or by the property's name; nothing when the form is free.
    std::optional<std::vector<std::string>> byFormat(const std::string& format, const std::string& name) const {
        if (format == "email" || containsAny(name, {"email", "e-mail", "邮箱"})) return emailsIn(m_material.text);
        if (format == "uri" || format == "url" || containsAny(name, {"url", "link", "website", "网址"}))
            return urlsIn(m_material.text);
        if (format == "date") return datesIn(m_material.text);
        if (format == "date-time") {
            auto dates = datesIn(m_material.text);
            for (auto& date : dates)
                date += "T00:00:00Z";
            return dates;
        }
        if (containsAny(name, {"date", "日期"}) && !datesIn(m_material.text).empty()) return datesIn(m_material.text);
        if (!format.empty()) return std::vector<std::string>();
        if (containsAny(name, {"path", "file"})) return pathsIn(m_material.text);
        return std::nullopt;
    }

    std::optional<Json> text(const Json& schema, const Wish& wish) const {
        std::optional<std::string> value = paired(wish);
        if (const std::string pattern = schema.value("pattern", std::string()); !pattern.empty())
            return byPattern(pattern, value);
        if (auto formatted = byFormat(schema.value("format", std::string()), wish.name)) {
            if (formatted->empty()) return std::nullopt;
            return Json(formatted->front());
        }
        if (!value) value = byMeaning(wish);
        if (!value || value->empty()) return std::nullopt;
        return Json(limitedText(schema, *value));
    }

    std::optional<Json> byPattern(const std::string& pattern, const std::optional<std::string>& value) const {
        try {
            const std::regex form(pattern);
            if (value && std::regex_search(*value, form)) return Json(*value);
            const std::string start(m_material.text.substr(0, 4000));
            const bool anchored = pattern.find_first_of("^$") != std::string::npos;
            for (const auto line : linesOf(start)) {
                for (std::size_t at = 0; at < line.size();) {
                    const std::size_t end = std::min(line.find_first_of(" ,;", at), line.size());
                    std::string word(line.substr(at, end - at));
                    while (!word.empty() && (word.back() == '.' || word.back() == '?'))
                        word.pop_back();
                    std::smatch match;
                    if (std::regex_search(word, match, form)) return Json(anchored ? word : match.str());
                    at = end + 1;
                }
            }
        } catch (const std::regex_error&) {
            // A pattern of another dialect: the least value is the best that can be had.
        }
        return std::nullopt;
    }

    /// From a line "key: value" whose key means the same.
    std::optional<std::string> paired(const Wish& wish) const {
        for (const auto& [key, value] : m_pairs) {
            const auto terms = termsOf(key);
            if (lowered(key) == wish.name ||
                (coverage(wish.nameTerms, terms) > 0.99 && coverage(terms, wish.nameTerms) > 0.49))
                return value;
        }
        return std::nullopt;
    }

    std::optional<std::string> byMeaning(const Wish& wish) const {
        const std::string_view name = wish.name;
        if (containsAny(name, {"expression", "formula", "算式"})) return expressionIn(m_material.text);
        if (containsAny(name,
                        {"location", "city", "place", "country", "person", "author", "company", "organi", "name"}))
            if (const auto names = namesIn(m_material.text); !names.empty()) return names.front();
        if (m_material.forTool) {
            if (const auto quoted = quotedIn(m_material.text); !quoted.empty()) return quoted.front();
            return std::string(trimmed(m_material.text));
        }
        if (containsAny(name, {"title", "subject", "headline", "标题", "主题"})) return title();
        if (containsAny(name, {"summary", "abstract", "摘要", "总结"})) return joined(summaryOf(m_sentences, {}, 3));
        if (const auto best = answersTo(m_sentences, wish.terms, 1); !best.empty()) return joined(best);
        auto terms = termsOf(m_material.instruction);
        auto best = answersTo(m_sentences, terms, 2);
        if (best.empty()) best = summaryOf(m_sentences, terms, 2);
        return joined(best);
    }

    std::optional<std::string> title() const {
        for (const auto& sentence : m_sentences)
            if (sentence.heading) return sentence.text;
        if (m_sentences.empty()) return std::nullopt;
        return shortened(m_sentences.front().text, 60);
    }

    std::string joined(std::vector<std::size_t> chosen) const {
        std::sort(chosen.begin(), chosen.end());
        std::string all;
        for (const std::size_t i : chosen)
            all += (all.empty() ? "" : " ") + m_sentences[i].text;
        return all;
    }

    std::optional<Json> number(const Json& schema, bool whole, const Wish& wish) {
        if (const auto value = paired(wish))
            if (const auto numbers = numbersIn(*value); !numbers.empty())
                return limitedNumber(schema, numbers.front(), whole);
        if (m_confidence && containsAny(wish.name, {"confidence", "probability", "likelihood", "score", "置信"}))
            return limitedNumber(schema, *m_confidence, whole);
        for (const std::size_t i : answersTo(m_sentences, wish.terms, 5))
            if (const auto numbers = numbersIn(m_sentences[i].text); !numbers.empty())
                return limitedNumber(schema, numbers.front(), whole);
        const auto numbers = numbersIn(m_material.text);
        if (!m_material.forTool || m_numbersUsed >= numbers.size()) return std::nullopt;
        return limitedNumber(schema, numbers[m_numbersUsed++], whole);
    }

    std::optional<Json> truth(const Wish& wish) const {
        const auto best = answersTo(m_sentences, wish.terms, 1);
        if (best.empty()) return std::nullopt;
        const std::string sentence = " " + lowered(m_sentences[best.front()].text);
        return Json(!containsAny(sentence, {" not ", " no ", "n't ", " never ", " without ", "不", "没", "无"}));
    }

    const Json& m_root;
    Material m_material;
    std::vector<Sentence> m_sentences;
    std::vector<std::pair<std::string, std::string>> m_pairs;
    std::optional<double> m_confidence;
    std::size_t m_numbersUsed = 0;
};

}  // namespace

Json filledBySchema(const Json& schema, const Material& material) {
    return Filler(schema, material).fill(schema, "", 0);
}

}  // namespace heddle::llm::offline
