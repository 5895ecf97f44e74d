#include "harness/alertmanager/read_receivers.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "harness/alertmanager/fields.hpp"
#include "harness/alertmanager/message_texts.hpp"
#include "harness/alertmanager/unsupported_receivers.hpp"
#include "harness/core/ascii.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::alertmanager {
namespace {

using Kind = Integration::Kind;

/// Opsgenie is told only which alert to close.
bool tells_all_when_resolved(const Integration& integration) {
  return integration.send_resolved && integration.kind != Kind::opsgenie;
}

/// Whether a text of the message can be used; what firedrill or Alertmanager itself cannot render
/// is a warning.
bool can_be_used(Diagnostics& diagnostics,
                 Span span,
                 std::string_view key,
                 const std::string& text,
                 const Integration& integration) {
  if (!is_template(text)) {
    return true;
  }
  if (const std::optional<std::string> part = unsupported_part(text)) {
    diagnostics.warning(
        span,
        fmt::format(
            "{} is a template with {}, which is not supported: it is left out", quote(key), *part));
    return false;
  }
  for (const bool resolved : {false, true}) {
    const std::optional<Error> failure = failure_of(text, resolved);
    if (failure && (!resolved || tells_all_when_resolved(integration))) {
      diagnostics.warning(span,
                          fmt::format("{}: of {} alert Alertmanager sends nothing: {}",
                                      quote(key),
                                      resolved ? "a resolved" : "an",
                                      failure->message));
      break;
    }
  }
  return true;
}

void read_message_texts(ObjectReader& reader,
                        Integration& integration,
                        std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    std::optional<std::string> text = reader.value(key, read_text).optional();
    if (text && can_be_used(reader.diagnostics(), reader.span_of(key), key, *text, integration)) {
      integration.texts[std::string(key)] = *std::move(text);
    }
  }
}

void read_details(ObjectReader& reader, Integration& integration) {
  auto details = reader.value("details", read_scalar_map).value_or({});
  for (auto& [name, text] : details) {
    const Span span = reader.node().find("details")->find(name)->span();
    if (can_be_used(reader.diagnostics(), span, name, text, integration)) {
      integration.details[name] = std::move(text);
    }
  }
}

void read_webhook(ObjectReader& reader, Integration& webhook) {
  webhook.url = reader.value("url", read_url).value_or("");
  if (!is_given(reader, "url")) {
    reader.error("url", "missing URL in webhook config");
  }
  webhook.max_alerts =
      static_cast<std::uint64_t>(reader.integer("max_alerts", {.least = 0}).value_or(0));
}

/// Whether it is what stands for a key: a template, Alertmanager's "<secret>", or $KEY, $(KEY) and
/// the like, that something else fills in.
bool stands_for_key(std::string_view key) {
  return is_template(key) || key == "<secret>" || key.starts_with('$');
}

/// Source: PagerDuty's Events API v2, which answers 400 to any other length.
void warn_of_key_length(ObjectReader& reader, std::string_view routing_key) {
  constexpr std::size_t length = 32;
  if (!routing_key.empty() && !stands_for_key(routing_key) && routing_key.size() != length) {
    reader.diagnostics().warning(
        reader.span_of("routing_key"),
        fmt::format("\"routing_key\" is {} characters long: PagerDuty answers 400, \"Length of "
                    "'routing_key' is incorrect (should be 32 characters)\"",
                    routing_key.size()));
  }
}

void read_pagerduty(ObjectReader& reader,
                    const ReceiverDefaults& defaults,
                    Integration& pagerduty) {
  const std::string service_key = reader.value("service_key", read_text).value_or("");
  const std::string routing_key = reader.value("routing_key", read_text).value_or("");
  const std::string service_key_file = reader.value("service_key_file", read_text).value_or("");
  const std::string routing_key_file = reader.value("routing_key_file", read_text).value_or("");
  refuse_both(reader, "routing_key", "routing_key_file");
  refuse_both(reader, "service_key", "service_key_file");
  pagerduty.events_v1 = !service_key.empty() || !service_key_file.empty();
  if (!pagerduty.events_v1 && routing_key.empty() && routing_key_file.empty()) {
    reader.error("routing_key", "missing service or routing key in PagerDuty config");
  }
  if (!pagerduty.events_v1 && routing_key_file.empty()) {
    warn_of_key_length(reader, routing_key);
  }
  pagerduty.key = pagerduty.events_v1 ? service_key : routing_key;
  pagerduty.url = reader.value("url", read_url).value_or(defaults.pagerduty_url);
  read_message_texts(
      reader,
      pagerduty,
      {"client", "client_url", "description", "source", "severity", "class", "component", "group"});
  read_details(reader, pagerduty);
  warn_unsupported(reader, {"images", "links"});
}

bool is_responder_type(std::string_view type) {
  constexpr std::array<std::string_view, 5> types{
      "team", "teams", "user", "escalation", "schedule"};
  return std::find(types.begin(), types.end(), type) != types.end();
}

void read_responder(const Json& json, Integration& opsgenie, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a responder", diagnostics);
  Integration::Responder responder{.id = reader.value("id", read_text).value_or(""),
                                   .name = reader.value("name", read_text).value_or(""),
                                   .username = reader.value("username", read_text).value_or(""),
                                   .type = reader.value("type", read_text).value_or("")};
  reader.finish();
  if (responder.id.empty() && responder.username.empty() && responder.name.empty()) {
    diagnostics.error(json.span(),
                      "an OpsGenie responder has to have at least one of id, username or name");
    return;
  }
  for (const std::string* text :
       {&responder.id, &responder.name, &responder.username, &responder.type}) {
    if (!can_be_used(diagnostics, json.span(), "responders", *text, opsgenie)) {
      return;
    }
  }
  if (!is_template(responder.type)) {
    std::transform(responder.type.begin(), responder.type.end(), responder.type.begin(), to_lower);
  }
  if (!is_template(responder.type) && !is_responder_type(responder.type)) {
    reader.error("type",
                 fmt::format("an OpsGenie responder cannot be of type {}", quote(responder.type)),
                 "expected team, teams, user, escalation or schedule");
    return;
  }
  opsgenie.responders.push_back(std::move(responder));
}

void read_opsgenie(ObjectReader& reader, const ReceiverDefaults& defaults, Integration& opsgenie) {
  const std::string api_key = reader.value("api_key", read_text).value_or("");
  const std::string api_key_file = reader.value("api_key_file", read_text).value_or("");
  refuse_both(reader, "api_key", "api_key_file");
  const bool has_own_key = !api_key.empty() || !api_key_file.empty();
  if (!has_own_key && !defaults.has_opsgenie_key) {
    reader.error("api_key", "no global OpsGenie API Key set either inline or in a file");
  }
  opsgenie.key = has_own_key ? api_key : defaults.opsgenie_api_key;
  opsgenie.url = reader.value("api_url", read_url).value_or(defaults.opsgenie_api_url);
  opsgenie.url += opsgenie.url.ends_with('/') ? "" : "/";
  read_message_texts(
      reader,
      opsgenie,
      {"message", "description", "source", "entity", "actions", "tags", "note", "priority"});
  read_details(reader, opsgenie);
  for_each_item(reader, "responders", [&](const Json& item) {
    read_responder(item, opsgenie, reader.diagnostics());
  });
  warn_unsupported(reader, {"update_alerts"});
}

void read_slack(ObjectReader& reader, const ReceiverDefaults& defaults, Integration& slack) {
  const std::optional<std::string> api_url = reader.value("api_url", read_secret_url).optional();
  const std::string api_url_file = reader.value("api_url_file", read_text).value_or("");
  refuse_both(reader, "api_url", "api_url_file");
  const bool has_own_url = is_given(reader, "api_url") || !api_url_file.empty();
  if (!has_own_url && !defaults.has_slack_url) {
    reader.error("api_url", "no global Slack API URL set either inline or in a file");
  }
  slack.url = has_own_url ? api_url.value_or("") : defaults.slack_api_url;
  read_message_texts(reader,
                     slack,
                     {"channel",
                      "username",
                      "color",
                      "title",
                      "title_link",
                      "pretext",
                      "text",
                      "fallback",
                      "callback_id",
                      "footer",
                      "icon_emoji",
                      "icon_url",
                      "image_url",
                      "thumb_url"});
  slack.link_names = reader.value("link_names", read_flag).value_or(false);
  slack.mrkdwn_in = reader.value("mrkdwn_in", read_scalars).value_or({});
  warn_unsupported(reader, {"fields", "short_fields", "actions"});
}

struct IntegrationForm {
  std::string_view key;
  std::string_view what;
  Kind kind;
  bool sends_resolved;  ///< unless it says otherwise
};

constexpr IntegrationForm forms[] = {
    {"webhook_configs", "a webhook config", Kind::webhook, true},
    {"pagerduty_configs", "a PagerDuty config", Kind::pagerduty, true},
    {"opsgenie_configs", "an OpsGenie config", Kind::opsgenie, true},
    {"slack_configs", "a Slack config", Kind::slack, false}};

Integration read_integration(const Json& json,
                             const IntegrationForm& form,
                             const ReceiverDefaults& defaults,
                             Diagnostics& diagnostics) {
  ObjectReader reader(json, form.what, diagnostics);
  Integration integration{.kind = form.kind};
  integration.send_resolved =
      reader.value("send_resolved", read_flag).value_or(form.sends_resolved);
  switch (form.kind) {
    case Kind::webhook:
      read_webhook(reader, integration);
      break;
    case Kind::pagerduty:
      read_pagerduty(reader, defaults, integration);
      break;
    case Kind::opsgenie:
      read_opsgenie(reader, defaults, integration);
      break;
    case Kind::slack:
      read_slack(reader, defaults, integration);
      break;
  }
  warn_unsupported(reader, {"http_config"});
  reader.finish();
  return integration;
}

}  // namespace

ReceiverDefaults read_receiver_defaults(ObjectReader& global) {
  ReceiverDefaults defaults;
  defaults.pagerduty_url = global.value("pagerduty_url", read_url).value_or(defaults.pagerduty_url);
  defaults.opsgenie_api_url =
      global.value("opsgenie_api_url", read_url).value_or(defaults.opsgenie_api_url);
  defaults.opsgenie_api_key = global.value("opsgenie_api_key", read_text).value_or("");
  defaults.slack_api_url = global.value("slack_api_url", read_secret_url).value_or("");
  global.ignore("opsgenie_api_key_file");
  global.ignore("slack_api_url_file");
  refuse_both(global, "slack_api_url", "slack_api_url_file");
  refuse_both(global, "opsgenie_api_key", "opsgenie_api_key_file");
  defaults.has_opsgenie_key =
      !defaults.opsgenie_api_key.empty() || is_given(global, "opsgenie_api_key_file");
  defaults.has_slack_url =
      is_given(global, "slack_api_url") || is_given(global, "slack_api_url_file");
  return defaults;
}

Receiver read_receiver(const Json& json,
                       const ReceiverDefaults& defaults,
                       Diagnostics& diagnostics) {
  ObjectReader reader(json, "a receiver", diagnostics);
  Receiver receiver{.name = reader.value("name", read_text).value_or(""), .source = json.span()};
  if (json.is_object() && receiver.name.empty()) {
    reader.error("name", "missing name in receiver");
  }
  for (const IntegrationForm& form : forms) {
    std::size_t index = 0;
    for_each_item(reader, form.key, [&](const Json& item) {
      receiver.integrations.push_back(read_integration(item, form, defaults, diagnostics));
      receiver.integrations.back().index = index++;
    });
  }
  receiver.has_unsupported = read_unsupported_integrations(reader);
  reader.finish();
  return receiver;
}

}  // namespace firedrill::alertmanager
