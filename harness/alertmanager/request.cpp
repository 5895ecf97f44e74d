#include "harness/alertmanager/request.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/core/sha256.hpp"
#include "harness/text/json_writer.hpp"
#include "harness/text/timestamp.hpp"

namespace firedrill::alertmanager {
namespace {

constexpr std::size_t longest_event = 512'000;         // bytes; notify/pagerduty/pagerduty.go
constexpr std::size_t longest_title = 1024;            // of PagerDuty and Slack
constexpr std::size_t longest_opsgenie_message = 130;  // notify/opsgenie/opsgenie.go
constexpr std::string_view events_v1_url =
    "https://events.pagerduty.com/generic/2010-04-15/create_event.json";
constexpr std::string_view alertmanager_name = "Alertmanager";

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

std::string calendar_time(Instant moment, const MessageContext& context) {
  return to_rfc3339({.unix_ns = context.unix_ns_at_zero + moment.time_since_epoch().count()});
}

void write_alert(JsonWriter& json, const NotifiedAlert& notified, const MessageContext& context) {
  const Alert& alert = notified.alert;
  json.begin_object().member("status", notified.resolved ? "resolved" : "firing");
  write_pairs(json, "labels", {alert.labels.begin(), alert.labels.end()});
  write_pairs(json, "annotations", {alert.annotations.begin(), alert.annotations.end()});
  json.member("startsAt", calendar_time(alert.starts_at, context))
      .member("endsAt",
              notified.resolved ? calendar_time(alert.ends_at, context)
                                : std::string("0001-01-01T00:00:00Z"))
      .member("generatorURL", alert.generator_url)
      .member("fingerprint", fmt::format("{:016x}", alert.labels.fingerprint()))
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

MessageData::Pairs pagerduty_details(const Integration& pagerduty, const MessageData& data) {
  MessageData::Pairs details = pagerduty.details;
  details.emplace("firing", data.alert_list(false));
  details.emplace("resolved", data.alert_list(true));
  details.emplace("num_firing", std::to_string(data.count(false)));
  details.emplace("num_resolved", std::to_string(data.count(true)));
  return details;
}

std::string events_v2_body(const Notification& notification,
                           const MessageData& data,
                           const MessageData::Pairs& details) {
  const Integration& pagerduty = *notification.integration;
  const std::string client = pagerduty.text("client", alertmanager_name);
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  write_unless_empty(json, "routing_key", pagerduty.key);
  json.member("dedup_key", sha256_hex(notification.group_key))
      .member("event_action", notification.firing() ? "trigger" : "resolve");
  json.key("payload")
      .begin_object()
      .member("summary", shortened(pagerduty.text("description", data.subject()), longest_title))
      .member("source", pagerduty.text("source", client))
      .member("severity", pagerduty.text("severity", "error"));
  for (const std::string_view key : {"class", "component", "group"}) {
    write_unless_empty(json, key, pagerduty.text(std::string(key)));
  }
  write_pairs(json, "custom_details", details);
  json.end_object();
  write_unless_empty(json, "client", client);
  write_unless_empty(json, "client_url", pagerduty.text("client_url", data.url()));
  json.end_object();
  return body;
}

std::string events_v1_body(const Notification& notification,
                           const MessageData& data,
                           const MessageData::Pairs& details) {
  const Integration& pagerduty = *notification.integration;
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  write_unless_empty(json, "service_key", pagerduty.key);
  json.member("incident_key", sha256_hex(notification.group_key))
      .member("event_type", notification.firing() ? "trigger" : "resolve")
      .member("description",
              shortened(pagerduty.text("description", data.subject()), longest_title))
      .member("event_action", "");
  json.key("payload").null();
  if (notification.firing()) {
    write_unless_empty(json, "client", pagerduty.text("client", alertmanager_name));
    write_unless_empty(json, "client_url", pagerduty.text("client_url", data.url()));
  }
  write_pairs(json, "details", details);
  json.end_object();
  return body;
}

Request pagerduty_request(const Notification& notification, const MessageContext& context) {
  const Integration& pagerduty = *notification.integration;
  const MessageData data(notification, context);
  const auto write_body = [&](const MessageData::Pairs& details) {
    return pagerduty.events_v1 ? events_v1_body(notification, data, details)
                               : events_v2_body(notification, data, details);
  };
  Request request{.url = pagerduty.events_v1 ? std::string(events_v1_url) : pagerduty.url,
                  .body = write_body(pagerduty_details(pagerduty, data))};
  if (request.body.size() > longest_event) {
    request.body = write_body({{"error",
                                "Custom details have been removed because the original event "
                                "exceeds the maximum size of 512KB"}});
  }
  return request;
}

Request slack_request(const Notification& notification, const MessageContext& context) {
  const Integration& slack = *notification.integration;
  const MessageData data(notification, context);
  const std::string subject = data.subject();
  Request request{.url = slack.url};
  JsonWriter json(request.body);
  json.begin_object();
  write_unless_empty(json, "channel", slack.text("channel"));
  write_unless_empty(json, "username", slack.text("username", alertmanager_name));
  write_unless_empty(json, "icon_emoji", slack.text("icon_emoji"));
  write_unless_empty(json, "icon_url", slack.text("icon_url"));
  if (slack.link_names) {
    json.member("link_names", true);
  }
  json.key("attachments").begin_array().begin_object();
  write_unless_empty(json, "title", shortened(slack.text("title", subject), longest_title));
  write_unless_empty(json, "title_link", slack.text("title_link", data.url()));
  write_unless_empty(json, "pretext", slack.text("pretext"));
  json.member("text", slack.text("text"))
      .member("fallback", slack.text("fallback", subject + " | " + data.url()))
      .member("callback_id", slack.text("callback_id"));
  write_unless_empty(json, "image_url", slack.text("image_url"));
  write_unless_empty(json, "thumb_url", slack.text("thumb_url"));
  json.member("footer", slack.text("footer"));
  write_unless_empty(json, "color", slack.text("color", notification.firing() ? "danger" : "good"));
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

void write_responders(JsonWriter& json, const std::vector<Integration::Responder>& responders) {
  json.key("responders").begin_array();
  for (const Integration::Responder& responder : responders) {
    if (responder.type == "teams") {
      for (const std::string& team : split_list(responder.name)) {
        json.begin_object().member("name", team).member("type", "team").end_object();
      }
      continue;
    }
    json.begin_object();
    write_unless_empty(json, "id", responder.id);
    write_unless_empty(json, "name", responder.name);
    write_unless_empty(json, "username", responder.username);
    json.member("type", responder.type).end_object();
  }
  json.end_array();
}

std::string opsgenie_create_body(const Notification& notification,
                                 const MessageData& data,
                                 const std::string& alias) {
  const Integration& opsgenie = *notification.integration;
  std::string body;
  JsonWriter json(body);
  json.begin_object()
      .member("alias", alias)
      .member("message",
              shortened(opsgenie.text("message", data.subject()), longest_opsgenie_message));
  write_unless_empty(json, "description", opsgenie.text("description", data.description()));
  MessageData::Pairs details = opsgenie.details;
  details.insert(data.common_labels().begin(), data.common_labels().end());
  write_pairs(json, "details", details);
  json.member("source", opsgenie.text("source", data.url()));
  if (!opsgenie.responders.empty()) {
    write_responders(json, opsgenie.responders);
  }
  write_list(json, "tags", opsgenie.text("tags"));
  write_unless_empty(json, "note", opsgenie.text("note"));
  write_unless_empty(json, "priority", opsgenie.text("priority"));
  write_unless_empty(json, "entity", opsgenie.text("entity"));
  write_list(json, "actions", opsgenie.text("actions"));
  json.end_object();
  return body;
}

Request opsgenie_request(const Notification& notification, const MessageContext& context) {
  const Integration& opsgenie = *notification.integration;
  const MessageData data(notification, context);
  const std::string alias = sha256_hex(notification.group_key);
  Request request{.url = opsgenie.url + "v2/alerts", .authorization = "GenieKey " + opsgenie.key};
  if (notification.firing()) {
    request.body = opsgenie_create_body(notification, data, alias);
    return request;
  }
  request.url += "/" + alias + "/close?identifierType=alias";
  JsonWriter json(request.body);
  json.begin_object().member("source", opsgenie.text("source", data.url())).end_object();
  return request;
}

}  // namespace

Request request_of(const Notification& notification, const MessageContext& context) {
  switch (notification.integration->kind) {
    case Integration::Kind::webhook:
      return webhook_request(notification, context);
    case Integration::Kind::pagerduty:
      return pagerduty_request(notification, context);
    case Integration::Kind::opsgenie:
      return opsgenie_request(notification, context);
    case Integration::Kind::slack:
      return slack_request(notification, context);
  }
  return {};
}

}  // namespace firedrill::alertmanager
