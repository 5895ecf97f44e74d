#include "harness/alertmanager/request.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/alertmanager/message_texts.hpp"
#include "harness/core/sha256.hpp"
#include "harness/text/json_writer.hpp"

namespace firedrill::alertmanager {
namespace {

constexpr std::size_t longest_event = 512'000;         // bytes; notify/pagerduty/pagerduty.go
constexpr std::size_t longest_title = 1024;            // of PagerDuty and Slack
constexpr std::size_t longest_opsgenie_message = 130;  // notify/opsgenie/opsgenie.go
constexpr std::string_view events_v1_url =
    "https://events.pagerduty.com/generic/2010-04-15/create_event.json";

void write_pairs(JsonWriter& json, std::string_view name, const MessageData::Pairs& pairs) {
  json.key(name).begin_object();
  for (const auto& [pair_name, value] : pairs) {
    json.member(pair_name, value);
  }
  json.end_object();
}

void write_unless_empty(JsonWriter& json, std::string_view name, const std::string& text) {
  if (!text.empty()) {
    json.member(name, text);
  }
}

void write_alert(JsonWriter& json, const NotifiedAlert& notified, const MessageContext& context) {
  const Alert& alert = notified.alert;
  json.begin_object().member("status", status_of(notified));
  write_pairs(json, "labels", {alert.labels.begin(), alert.labels.end()});
  write_pairs(json, "annotations", {alert.annotations.begin(), alert.annotations.end()});
  json.member("startsAt", calendar_time(alert.starts_at, context))
      .member("endsAt", end_of(notified, context))
      .member("generatorURL", alert.generator_url)
      .member("fingerprint", fingerprint_of(alert))
      .end_object();
}

Request webhook_request(Notification notification, const MessageContext& context) {
  const std::size_t all = notification.alerts.size();
  const std::size_t most = notification.integration->max_alerts;
  if (most != 0 && all > most) {
    notification.alerts.resize(most);
  }
  const MessageData data(notification, context);
  Request request{.url = notification.integration->url};
  JsonWriter json(request.body);
  json.begin_object()
      .member("receiver", data.receiver())
      .member("status", notification.firing() ? "firing" : "resolved");
  json.key("alerts").begin_array();
  for (const NotifiedAlert& notified : notification.alerts) {
    write_alert(json, notified, context);
  }
  json.end_array();
  write_pairs(json, "groupLabels", data.group_labels());
  write_pairs(json, "commonLabels", data.common_labels());
  write_pairs(json, "commonAnnotations", data.common_annotations());
  json.member("externalURL", context.external_url)
      .member("version", "4")
      .member("groupKey", notification.group_key)
      .member("truncatedAlerts", all - notification.alerts.size())
      .end_object();
  return request;
}

/// The details of the configuration.
MessageData::Pairs given_details(const Integration& integration, MessageTexts& texts) {
  MessageData::Pairs details;
  for (const auto& [name, text] : integration.details) {
    details[name] = texts.rendered(text);
  }
  return details;
}

MessageData::Pairs pagerduty_details(const Integration& pagerduty, MessageTexts& texts) {
  const MessageData& data = texts.data();
  MessageData::Pairs details = given_details(pagerduty, texts);
  details.emplace("firing", data.alert_list(false));
  details.emplace("resolved", data.alert_list(true));
  details.emplace("num_firing", std::to_string(data.count(false)));
  details.emplace("num_resolved", std::to_string(data.count(true)));
  return details;
}

std::string events_v2_body(const Notification& notification,
                           MessageTexts& texts,
                           const MessageData::Pairs& details) {
  const Integration& pagerduty = *notification.integration;
  const std::string client = texts.text("client", alertmanager_name);
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  write_unless_empty(json, "routing_key", pagerduty.key);
  json.member("dedup_key", sha256_hex(notification.group_key))
      .member("event_action", notification.firing() ? "trigger" : "resolve");
  json.key("payload")
      .begin_object()
      .member("summary",
              shortened(texts.text("description", texts.data().subject()), longest_title))
      .member("source", texts.text("source", client))
      .member("severity", texts.text("severity", "error"));
  for (const std::string_view key : {"class", "component", "group"}) {
    write_unless_empty(json, key, texts.text(std::string(key)));
  }
  write_pairs(json, "custom_details", details);
  json.end_object();
  write_unless_empty(json, "client", client);
  write_unless_empty(json, "client_url", texts.text("client_url", texts.data().url()));
  json.end_object();
  return body;
}

std::string events_v1_body(const Notification& notification,
                           MessageTexts& texts,
                           const MessageData::Pairs& details) {
  const Integration& pagerduty = *notification.integration;
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  write_unless_empty(json, "service_key", pagerduty.key);
  json.member("incident_key", sha256_hex(notification.group_key))
      .member("event_type", notification.firing() ? "trigger" : "resolve")
      .member("description",
              shortened(texts.text("description", texts.data().subject()), longest_title))
      .member("event_action", "");
  json.key("payload").null();
  if (notification.firing()) {
    write_unless_empty(json, "client", texts.text("client", alertmanager_name));
    write_unless_empty(json, "client_url", texts.text("client_url", texts.data().url()));
  }
  write_pairs(json, "details", details);
  json.end_object();
  return body;
}

Request pagerduty_request(const Notification& notification, MessageTexts& texts) {
  const Integration& pagerduty = *notification.integration;
  const auto write_body = [&](const MessageData::Pairs& details) {
    return pagerduty.events_v1 ? events_v1_body(notification, texts, details)
                               : events_v2_body(notification, texts, details);
  };
  Request request{.url = pagerduty.events_v1 ? std::string(events_v1_url) : pagerduty.url,
                  .body = write_body(pagerduty_details(pagerduty, texts))};
  if (request.body.size() > longest_event) {
    request.body = write_body({{"error",
                                "Custom details have been removed because the original event "
                                "exceeds the maximum size of 512KB"}});
  }
  return request;
}

Request slack_request(const Notification& notification, MessageTexts& texts) {
  const Integration& slack = *notification.integration;
  const MessageData& data = texts.data();
  Request request{.url = slack.url};
  JsonWriter json(request.body);
  json.begin_object();
  write_unless_empty(json, "channel", texts.text("channel"));
  write_unless_empty(json, "username", texts.text("username", alertmanager_name));
  write_unless_empty(json, "icon_emoji", texts.text("icon_emoji"));
  write_unless_empty(json, "icon_url", texts.text("icon_url"));
  if (slack.link_names) {
    json.member("link_names", true);
  }
  json.key("attachments").begin_array().begin_object();
  write_unless_empty(json, "title", shortened(texts.text("title", data.subject()), longest_title));
  write_unless_empty(json, "title_link", texts.text("title_link", data.url()));
  write_unless_empty(json, "pretext", texts.text("pretext"));
  json.member("text", texts.text("text"))
      .member("fallback", texts.text("fallback", data.fallback()))
      .member("callback_id", texts.text("callback_id"));
  write_unless_empty(json, "image_url", texts.text("image_url"));
  write_unless_empty(json, "thumb_url", texts.text("thumb_url"));
  json.member("footer", texts.text("footer"));
  write_unless_empty(json, "color", texts.text("color", notification.firing() ? "danger" : "good"));
  const std::vector<std::string> usual{"fallback", "pretext", "text"};
  json.key("mrkdwn_in").begin_array();
  for (const std::string& field : slack.mrkdwn_in.empty() ? usual : slack.mrkdwn_in) {
    json.value(field);
  }
  json.end_array().end_object().end_array().end_object();
  return request;
}

/// The parts between commas that are not empty.
std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (comma > 0) {
      parts.emplace_back(text.substr(0, comma));
    }
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

void write_list(JsonWriter& json, std::string_view name, const std::string& text) {
  const std::vector<std::string> parts = split_list(text);
  if (parts.empty()) {
    return;
  }
  json.key(name).begin_array();
  for (const std::string& part : parts) {
    json.value(part);
  }
  json.end_array();
}

/// Of teams each alone. A responder of whom a template leaves nothing is none.
std::vector<Integration::Responder> responders_of(const Integration& opsgenie,
                                                  MessageTexts& texts) {
  std::vector<Integration::Responder> responders;
  for (const Integration::Responder& given : opsgenie.responders) {
    Integration::Responder responder{.id = texts.rendered(given.id),
                                     .name = texts.rendered(given.name),
                                     .username = texts.rendered(given.username),
                                     .type = texts.rendered(given.type)};
    if (responder.type == "teams") {
      for (std::string& team : split_list(responder.name)) {
        responders.push_back({.name = std::move(team), .type = "team"});
      }
    } else if (!(responder.id + responder.name + responder.username + responder.type).empty()) {
      responders.push_back(std::move(responder));
    }
  }
  return responders;
}

void write_responders(JsonWriter& json, const std::vector<Integration::Responder>& responders) {
  if (responders.empty()) {
    return;
  }
  json.key("responders").begin_array();
  for (const Integration::Responder& responder : responders) {
    json.begin_object();
    write_unless_empty(json, "id", responder.id);
    write_unless_empty(json, "name", responder.name);
    write_unless_empty(json, "username", responder.username);
    write_unless_empty(json, "type", responder.type);
    json.end_object();
  }
  json.end_array();
}

std::string opsgenie_create_body(const Notification& notification,
                                 MessageTexts& texts,
                                 const std::string& alias) {
  const Integration& opsgenie = *notification.integration;
  const MessageData& data = texts.data();
  std::string body;
  JsonWriter json(body);
  json.begin_object()
      .member("alias", alias)
      .member("message",
              shortened(texts.text("message", data.subject()), longest_opsgenie_message));
  write_unless_empty(json, "description", texts.text("description", data.description()));
  MessageData::Pairs details = given_details(opsgenie, texts);
  details.insert(data.common_labels().begin(), data.common_labels().end());
  write_pairs(json, "details", details);
  json.member("source", texts.text("source", data.url()));
  write_responders(json, responders_of(opsgenie, texts));
  write_list(json, "tags", texts.text("tags"));
  write_unless_empty(json, "note", texts.text("note"));
  write_unless_empty(json, "priority", texts.text("priority"));
  write_unless_empty(json, "entity", texts.text("entity"));
  write_list(json, "actions", texts.text("actions"));
  json.end_object();
  return body;
}

Request opsgenie_request(const Notification& notification, MessageTexts& texts) {
  const Integration& opsgenie = *notification.integration;
  const std::string alias = sha256_hex(notification.group_key);
  Request request{.url = opsgenie.url + "v2/alerts", .authorization = "GenieKey " + opsgenie.key};
  if (notification.firing()) {
    request.body = opsgenie_create_body(notification, texts, alias);
    return request;
  }
  request.url += "/" + alias + "/close?identifierType=alias";
  JsonWriter json(request.body);
  json.begin_object().member("source", texts.text("source", texts.data().url())).end_object();
  return request;
}

Request request_by(MessageTexts& texts,
                   const Notification& notification,
                   const MessageContext& context) {
  switch (notification.integration->kind) {
    case Integration::Kind::webhook:
      return webhook_request(notification, context);
    case Integration::Kind::pagerduty:
      return pagerduty_request(notification, texts);
    case Integration::Kind::opsgenie:
      return opsgenie_request(notification, texts);
    case Integration::Kind::slack:
      return slack_request(notification, texts);
  }
  return {};
}

}  // namespace

Result<Request> request_of(const Notification& notification, const MessageContext& context) {
  MessageTexts texts(notification, context);
  Request request = request_by(texts, notification, context);
  if (texts.error()) {
    return *texts.error();
  }
  return request;
}

}  // namespace firedrill::alertmanager
