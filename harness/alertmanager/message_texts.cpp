#include "harness/alertmanager/message_texts.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/alertmanager/message_root.hpp"
#include "harness/rules/template.hpp"
#include "harness/rules/template_parser.hpp"
#include "harness/rules/template_renderer.hpp"
#include "harness/rules/template_token.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::alertmanager {
namespace {

using rules::TemplateToken;
using rules::TemplateTokenKind;
using rules::TemplateValue;

/// What the default templates' texts are.
enum class DefaultText : std::uint8_t {
  empty,
  name,
  url,
  subject,
  subject_and_url,
  description,
  alert_list
};

/// template/default.tmpl of Alertmanager 0.25, as far as its receivers are supported.
constexpr std::array<std::pair<std::string_view, DefaultText>, 22> default_texts{
    {{"__alertmanager", DefaultText::name},
     {"__alertmanagerURL", DefaultText::url},
     {"__description", DefaultText::empty},
     {"__subject", DefaultText::subject},
     {"__text_alert_list", DefaultText::alert_list},
     {"opsgenie.default.description", DefaultText::description},
     {"opsgenie.default.message", DefaultText::subject},
     {"opsgenie.default.source", DefaultText::url},
     {"pagerduty.default.client", DefaultText::name},
     {"pagerduty.default.clientURL", DefaultText::url},
     {"pagerduty.default.description", DefaultText::subject},
     {"pagerduty.default.instances", DefaultText::alert_list},
     {"slack.default.callbackid", DefaultText::empty},
     {"slack.default.fallback", DefaultText::subject_and_url},
     {"slack.default.footer", DefaultText::empty},
     {"slack.default.iconemoji", DefaultText::empty},
     {"slack.default.iconurl", DefaultText::empty},
     {"slack.default.pretext", DefaultText::empty},
     {"slack.default.text", DefaultText::empty},
     {"slack.default.title", DefaultText::subject},
     {"slack.default.titlelink", DefaultText::url},
     {"slack.default.username", DefaultText::name}}};

std::optional<DefaultText> default_text(std::string_view name) {
  const auto* found = std::find_if(default_texts.begin(),
                                   default_texts.end(),
                                   [name](const auto& one) { return one.first == name; });
  return found == default_texts.end() ? std::nullopt : std::optional(found->second);
}

std::string text_of(DefaultText text, const MessageData& data) {
  switch (text) {
    case DefaultText::name:
      return std::string(alertmanager_name);
    case DefaultText::url:
      return data.url();
    case DefaultText::subject:
      return data.subject();
    case DefaultText::subject_and_url:
      return data.fallback();
    case DefaultText::description:
      return data.description();
    case DefaultText::empty:
    case DefaultText::alert_list:
      return "";
  }
  return "";
}

bool is_same(const TemplateValue& one, const TemplateValue& other) {
  return rules::object_of(one) == rules::object_of(other);
}

/// A token that firedrill has nothing for, whose `next` is the one behind it, blanks left out.
std::optional<std::string> unsupported_token(const TemplateToken& token,
                                             const TemplateToken& next) {
  if (token.kind == TemplateTokenKind::keyword &&
      (token.text == "define" || token.text == "block" || token.text == "break" ||
       token.text == "continue")) {
    return fmt::format("{{{{{}}}}}", token.text);
  }
  if (token.kind == TemplateTokenKind::identifier &&
      rules::is_foreign_template_function(token.text)) {
    return "the function " + quote(token.text);
  }
  if (token.kind == TemplateTokenKind::field && next.kind == TemplateTokenKind::field &&
      (token.text == ".StartsAt" || token.text == ".EndsAt")) {
    return token.text + next.text;
  }
  if (token.kind == TemplateTokenKind::keyword && token.text == "template" &&
      (next.kind == TemplateTokenKind::string || next.kind == TemplateTokenKind::raw_string)) {
    const std::string name = next.text.substr(1, next.text.size() - 2);
    return default_text(name) ? std::nullopt : std::optional("the template " + quote(name));
  }
  return std::nullopt;
}

}  // namespace

bool is_template(std::string_view text) {
  return text.find("{{") != std::string_view::npos;
}

std::optional<std::string> unsupported_part(std::string_view text) {
  std::vector<TemplateToken> tokens = rules::tokenize_template(text);
  std::erase_if(tokens,
                [](const TemplateToken& one) { return one.kind == TemplateTokenKind::space; });
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (auto part = unsupported_token(tokens[i], tokens[i + 1])) {
      return part;
    }
  }
  return std::nullopt;
}

std::optional<Error> failure_of(const std::string& text, bool resolved) {
  const Receiver receiver{.name = "example"};
  const Integration integration;
  const promql::Labels labels{{"alertname", "Example"}};
  const Notification notification{.receiver = &receiver,
                                  .integration = &integration,
                                  .group_labels = labels,
                                  .alerts = {{.alert = {.labels = labels}, .resolved = resolved}}};
  const MessageContext context;
  MessageTexts texts(notification, context);
  texts.rendered(text);
  return texts.error();
}

MessageTexts::MessageTexts(const Notification& notification, const MessageContext& context)
    : notification_(notification),
      context_(context),
      data_(notification, context) {}

std::string MessageTexts::text(const std::string& key, std::string_view fallback) {
  const std::map<std::string, std::string>& texts = notification_.integration->texts;
  const auto found = texts.find(key);
  return found == texts.end() ? std::string(fallback) : rendered(found->second);
}

std::string MessageTexts::rendered(const std::string& text) {
  if (error_ || !is_template(text)) {
    return text;
  }
  const auto nodes = rules::parse_template(text, rules::TemplateDialect::alertmanager);
  if (!nodes) {
    error_ = nodes.error();
    error_->message =
        fmt::format("template: :{}: {}", rules::mistake_place(text, *error_).line, error_->message);
    return "";
  }
  if (rules::object_of(root_) == nullptr) {
    root_ = message_root(notification_, data_, context_);
  }
  const Result<std::string> result =
      rules::render_template({.name = "", .text = text, .nodes = *nodes},
                             root_,
                             {.query = {},
                              .external_url = context_.external_url,
                              .named = [this](const std::string& name, const TemplateValue& dot) {
                                return named(name, dot);
                              }});
  if (!result) {
    error_ = result.error();
    return "";
  }
  return *result;
}

/// The lists are of alerts, the others of the message.
std::optional<std::string> MessageTexts::named(std::string_view name,
                                               const TemplateValue& dot) const {
  const std::optional<DefaultText> text = default_text(name);
  if (!text) {
    return std::nullopt;
  }
  if (text != DefaultText::alert_list) {
    return is_same(dot, root_) ? std::optional(text_of(*text, data_)) : std::nullopt;
  }
  const TemplateValue alerts = *rules::field_of(root_, "Alerts");
  if (is_same(dot, alerts)) {
    return data_.alert_list();
  }
  for (const bool resolved : {false, true}) {
    if (is_same(dot, *rules::field_of(alerts, resolved ? "Resolved" : "Firing"))) {
      return data_.alert_list(resolved);
    }
  }
  return std::nullopt;
}

}  // namespace firedrill::alertmanager
