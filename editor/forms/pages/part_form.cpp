#include "editor/forms/pages/part_form.h"

#include "core/base/error.h"

#include <QCoreApplication>

namespace heddle::editor {
namespace {

FormContext inInspector(FormContext context) {
    context.translate = [](const std::string& english) {
        return QCoreApplication::translate("Inspector", english.c_str());
    };
    return context;
}

Json member(const char* title, Json schema) {
    schema["title"] = title;
    return schema;
}

Json object(Json properties, Json order) {
    return {{"type", "object"}, {"properties", std::move(properties)}, {"x-order", std::move(order)}};
}

}  // namespace

PartForm::PartForm(const FormContext& context, const Json& schema, Canonical canonical, QWidget* parent)
    : SchemaForm(inInspector(context), parent), m_canonical(std::move(canonical)) {
    setSchema(schema);
    connect(this, &SchemaForm::valueEdited, this, [this](const QString&, const Json& value, bool continuous) {
        Json part = this->canonical(value);
        if (part.is_null() || part == m_current) return;
        m_current = part;
        emit partEdited(part, continuous);
    });
}

Json PartForm::canonical(const Json& value) const {
    try {
        return m_canonical(value);
    } catch (const Error&) {
        return {};  // on its way to something readable: the form shows what is wrong
    }
}

void PartForm::showPart(const Json& current) {
    m_current = current;
    const Json shown = value();
    if (shown.is_null() || canonical(shown) != current) setValue(current);
}

Json errorPolicySchema() {
    return object({{"on_error", member(QT_TRANSLATE_NOOP("Inspector", "When this step fails"),
                                       {{"enum", {"fail", "default", "edge"}},
                                        {"default", "fail"},
                                        {"x-enum-titles",
                                         {QT_TRANSLATE_NOOP("Inspector", "Stop the run"),
                                          QT_TRANSLATE_NOOP("Inspector", "Use a default value"),
                                          QT_TRANSLATE_NOOP("Inspector", "Follow the error edge")}}})},
                   {"error_default",
                    member(QT_TRANSLATE_NOOP("Inspector", "Default value"),
                           {{"description", QT_TRANSLATE_NOOP("Inspector", "State fields and their values.")}})}},
                  {"on_error", "error_default"});
}

Json retrySchema() {
    return object({{"max_attempts", member(QT_TRANSLATE_NOOP("Inspector", "Attempts"),
                                           {{"type", "integer"}, {"minimum", 1}, {"maximum", 100}, {"default", 1}})},
                   {"initial_ms", member(QT_TRANSLATE_NOOP("Inspector", "First wait (ms)"),
                                         {{"type", "integer"}, {"minimum", 0}, {"default", 500}})},
                   {"factor", member(QT_TRANSLATE_NOOP("Inspector", "Wait grows by"),
                                     {{"type", "number"}, {"minimum", 1}, {"default", 2.0}})},
                   {"max_ms", member(QT_TRANSLATE_NOOP("Inspector", "Longest wait (ms)"),
                                     {{"type", "integer"}, {"minimum", 0}, {"default", 128000}})},
                   {"jitter", member(QT_TRANSLATE_NOOP("Inspector", "Vary the wait a little"),
                                     {{"type", "boolean"}, {"default", true}})}},
                  {"max_attempts", "factor", "initial_ms", "max_ms", "jitter"});
}

Json timeSchema() {
    return object({{"timeout_ms", member(QT_TRANSLATE_NOOP("Inspector", "Time limit (ms)"),
                                         {{"type", "integer"},
                                          {"minimum", 0},
                                          {"default", 0},
                                          {"description", QT_TRANSLATE_NOOP("Inspector", "0: no limit of its own.")}})},
                   {"deferred", member(QT_TRANSLATE_NOOP("Inspector", "Run when nothing else can run"),
                                       {{"type", "boolean"}, {"default", false}})}},
                  {"timeout_ms", "deferred"});
}

Json edgeSchema(const std::string& kind) {
    const Json node{{"type", "string"}, {"format", "node"}};
    Json properties = {
        {"kind",
         member(QT_TRANSLATE_NOOP("Inspector", "Kind"),
                {{"enum", {"normal", "conditional", "fan_out", "error"}},
                 {"default", "normal"},
                 {"x-enum-titles",
                  {QT_TRANSLATE_NOOP("Inspector", "Always"), QT_TRANSLATE_NOOP("Inspector", "By condition"),
                   QT_TRANSLATE_NOOP("Inspector", "Once per item"), QT_TRANSLATE_NOOP("Inspector", "On error")}}})},
        {"to", member(QT_TRANSLATE_NOOP("Inspector", "Leads to"), node)}};
    if (kind == "barrier") properties.erase("kind");
    if (kind == "fan_out") {
        properties["items"] =
            member(QT_TRANSLATE_NOOP("Inspector", "Items"),
                   {{"type", "string"},
                    {"format", "cel"},
                    {"description",
                     QT_TRANSLATE_NOOP("Inspector", "An expression that gives a list, for example state.parts.")}});
    }
    if (kind == "conditional") {
        properties.erase("to");
        properties["condition"] =
            member(QT_TRANSLATE_NOOP("Inspector", "Condition"),
                   {{"type", "string"},
                    {"format", "cel"},
                    {"description", QT_TRANSLATE_NOOP("Inspector", "Its value, as text, picks the case below.")}});
        properties["mapping"] =
            member(QT_TRANSLATE_NOOP("Inspector", "Cases"), {{"type", "object"}, {"additionalProperties", node}});
        properties["otherwise"] = member(QT_TRANSLATE_NOOP("Inspector", "Otherwise"), node);
    }
    return object(std::move(properties), {"kind", "condition", "mapping", "otherwise", "items", "to"});
}

Json joinSchema() {
    Json schema = object({{"join", member(QT_TRANSLATE_NOOP("Inspector", "When several edges lead here"),
                                          {{"enum", {"all", "any"}},
                                           {"x-enum-titles",
                                            {QT_TRANSLATE_NOOP("Inspector", "Wait for all of them"),
                                             QT_TRANSLATE_NOOP("Inspector", "Run on any of them")}}})}},
                         {"join"});
    schema["required"] = Json::array({"join"});
    return schema;
}

Json workflowSchema() {
    const Json limits = object({{"max_steps", member(QT_TRANSLATE_NOOP("Inspector", "Most steps"),
                                                     {{"type", "integer"}, {"minimum", 1}, {"default", 1000}})},
                                {"max_concurrency", member(QT_TRANSLATE_NOOP("Inspector", "At the same time"),
                                                           {{"type", "integer"}, {"minimum", 0}, {"default", 0}})},
                                {"timeout_ms", member(QT_TRANSLATE_NOOP("Inspector", "Time limit (ms)"),
                                                      {{"type", "integer"}, {"minimum", 0}, {"default", 0}})}},
                               {"max_steps", "max_concurrency", "timeout_ms"});
    return object({{"name", member(QT_TRANSLATE_NOOP("Inspector", "Name"), {{"type", "string"}})},
                   {"description", member(QT_TRANSLATE_NOOP("Inspector", "Description"),
                                          {{"type", "string"}, {"format", "multiline"}})},
                   {"entry", member(QT_TRANSLATE_NOOP("Inspector", "Starts with"),
                                    {{"type", "array"}, {"items", {{"type", "string"}, {"format", "node"}}}})},
                   {"output", member(QT_TRANSLATE_NOOP("Inspector", "Answer is in"),
                                     {{"type", "string"}, {"format", "state-field"}, {"default", "answer"}})},
                   {"limits", member(QT_TRANSLATE_NOOP("Inspector", "Limits"), limits)}},
                  {"name", "description", "entry", "output", "limits"});
}

}  // namespace heddle::editor
