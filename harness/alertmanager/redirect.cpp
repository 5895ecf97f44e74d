#include "harness/alertmanager/redirect.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/alertmanager/addresses.hpp"
#include "harness/alertmanager/config.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/json_writer.hpp"
#include "harness/text/yaml_parse.hpp"

namespace firedrill::alertmanager {
namespace {

constexpr std::string_view which_alerts =
    "{{ .Status }}{{ range .Alerts }}{{ if eq .Status $.Status }} {{ .Fingerprint }}{{ end }}"
    "{{ end }}";

/// Writes what a file says as Alertmanager would read it there.
class Redirector {
 public:
  Redirector(const SourceText& source, const Config& config, std::string_view pager)
      : source_(source),
        config_(config),
        pager_(pager),
        writer_(result_.text, {.indent = 2}) {}

  Redirected take(const Json& document) {
    writer_.begin_object();
    for (const JsonMember& member : document.members()) {
      if (member.key == "global") {
        write_global(member.value);
      } else if (member.key == "receivers") {
        write_receivers(member.value);
      } else if (member.key == "templates") {
        write_templates(member.value);
      } else {
        writer_.key(member.key);
        write(member.value);
      }
    }
    writer_.end_object();
    result_.text += '\n';
    return std::move(result_);
  }

 private:
  void write(const Json& json) {
    if (json.is_object()) {
      writer_.begin_object();
      write_members(json, {});
      writer_.end_object();
    } else if (json.is_array()) {
      writer_.begin_array();
      for (const Json& item : json.items()) {
        write(item);
      }
      writer_.end_array();
    } else if (json.is_null()) {
      writer_.null();
    } else {
      write_scalar(json);
    }
  }

  /// A plain scalar stays one: what YAML 1.1 takes for a boolean or an octal number, 1.2 does not.
  void write_scalar(const Json& json) {
    const std::string text = scalar_text(json).value_or("");
    const bool is_plain = std::all_of(text.begin(),
                                      text.end(),
                                      [](char character) {
                                        return (character >= '0' && character <= '9') ||
                                               (character >= 'a' && character <= 'z') ||
                                               (character >= 'A' && character <= 'Z') ||
                                               character == '.' || character == '+' ||
                                               character == '-';
                                      }) &&
                          !text.starts_with('-') && source_.slice(json.span()) == text;
    if (!json.is_string() || (is_plain && !text.empty())) {
      writer_.raw(text);
    } else {
      writer_.value(text);
    }
  }

  void write_members(const Json& object, const std::vector<std::string_view>& left_out) {
    for (const JsonMember& member : object.members()) {
      if (std::find(left_out.begin(), left_out.end(), member.key) == left_out.end()) {
        writer_.key(member.key);
        write(member.value);
      }
    }
  }

  /// All other keys say where messages go, and how.
  void write_global(const Json& global) {
    writer_.key("global").begin_object();
    if (const Json* timeout = global.find("resolve_timeout")) {
      writer_.key("resolve_timeout");
      write(*timeout);
    }
    writer_.end_object();
  }

  void write_templates(const Json& templates) {
    const std::filesystem::path folder = std::filesystem::absolute(source_.file()).parent_path();
    writer_.key("templates").begin_array();
    for (const Json& path : templates.is_array() ? templates.items() : Json::Items{}) {
      writer_.value((folder / scalar_text(path).value_or("")).string());
    }
    writer_.end_array();
  }

  void write_receivers(const Json& receivers) {
    writer_.key("receivers").begin_array();
    std::size_t number = 0;
    for (const Json& receiver : receivers.is_array() ? receivers.items() : Json::Items{}) {
      writer_.begin_object();
      write_receiver(receiver, config_.receivers.at(number++));
      writer_.end_object();
    }
    writer_.end_array();
  }

  void write_receiver(const Json& json, const Receiver& receiver) {
    writer_.member("name", receiver.name);
    write_each(json, receiver, Integration::Kind::webhook, [&](const Json& webhook) {
      write_members(webhook, {"url", "url_file", "http_config"});
      writer_.member("url", door("alertmanager"));
    });
    write_each(json, receiver, Integration::Kind::pagerduty, [&](const Json& pagerduty) {
      write_members(pagerduty,
                    {"url",
                     "routing_key",
                     "routing_key_file",
                     "service_key",
                     "service_key_file",
                     "http_config",
                     "details"});
      writer_.member("url", door("v2/enqueue")).member("routing_key", key_);
      write_details(pagerduty);
    });
    write_each(json, receiver, Integration::Kind::opsgenie, [&](const Json& opsgenie) {
      write_members(
          opsgenie,
          {"api_url", "api_key", "api_key_file", "http_config", "details", "update_alerts"});
      writer_.member("api_url", door("")).member("api_key", key_);
      write_details(opsgenie);
    });
    write_each(json, receiver, Integration::Kind::slack, [&](const Json& slack) {
      write_members(slack, {"api_url", "api_url_file", "http_config", "callback_id"});
      writer_.member("api_url", door("services/T0/B0/KEY")).member("callback_id", which_alerts);
    });
  }

  void write_details(const Json& integration) {
    writer_.key("details").begin_object();
    const Json* details = integration.find("details");
    if (details != nullptr && details->is_object()) {
      write_members(*details, {"firedrill"});
    }
    writer_.member("firedrill", which_alerts).end_object();
  }

  /// Writes an object for each integration of the kind, which is an addressee from then on.
  template <class Write>
  void write_each(const Json& json,
                  const Receiver& receiver,
                  Integration::Kind kind,
                  const Write& write_item) {
    std::vector<const Integration*> integrations;
    for (const Integration& integration : receiver.integrations) {
      if (integration.kind == kind) {
        integrations.push_back(&integration);
      }
    }
    if (integrations.empty()) {
      return;
    }
    const std::string key = std::string(integrations.front()->name()) + "_configs";
    const Json* items = json.find(key);
    writer_.key(key).begin_array();
    for (std::size_t index = 0; index < integrations.size(); ++index) {
      const Integration& integration = *integrations[index];
      result_.addressees.push_back({.receiver = receiver.name,
                                    .integration = std::string(integration.name()),
                                    .address = addresses_.of(receiver, integration),
                                    .beside = std::string(pager_beside(receiver, integration))});
      key_ = addresses_.stand_in(receiver, integration);
      writer_.begin_object();
      write_item(items->items()[index]);
      writer_.end_object();
    }
    writer_.end_array();
  }

  /// Of the pager, for the latest addressee.
  std::string door(std::string_view name) const {
    return fmt::format("{}/receivers/{}/{}", pager_, result_.addressees.size() - 1, name);
  }

  const SourceText& source_;
  const Config& config_;
  std::string_view pager_;
  Addresses addresses_{config_};
  std::string key_ = {};  ///< of the latest addressee
  Redirected result_ = {};
  JsonWriter writer_;
};

/// As a regular expression for exactly this text.
std::string quoted(std::string_view text) {
  std::string expression;
  for (const char character : text) {
    if (std::string_view(R"(\.+*?()|[]{}^$)").find(character) != std::string_view::npos) {
      expression += '\\';
    }
    expression += character;
  }
  return expression;
}

}  // namespace

Redirected redirected(const SourceText& source, std::string_view pager) {
  Diagnostics diagnostics(source);
  const std::optional<std::vector<Json>> documents = parse_yaml(diagnostics);
  const std::optional<Config> config = read_config(diagnostics);
  return config && documents && !documents->empty() && documents->front().is_object()
             ? Redirector(source, *config, pager).take(documents->front())
             : Redirected{};
}

Redirected straight_to(std::string_view pager, const std::vector<std::string>& severities) {
  std::vector<std::string> expressions{""};  // no such label
  std::transform(severities.begin(), severities.end(), std::back_inserter(expressions), quoted);
  Redirected result{.text = {},
                    .addressees = {{.receiver = "pager", .integration = "webhook", .address = {}}}};
  JsonWriter writer(result.text, {.indent = 2});
  writer.begin_object();
  writer.key("route")
      .begin_object()
      .member("receiver", "nobody")
      .key("group_by")
      .begin_array()
      .value("...")
      .end_array()
      .member("group_wait", "0s")
      .member("group_interval", "1s")
      .member("repeat_interval", "8760h");
  writer.key("routes")
      .begin_array()
      .begin_object()
      .member("receiver", "pager")
      .key("match_re")
      .begin_object()
      .member("severity", fmt::format("{}", fmt::join(expressions, "|")))
      .end_object()
      .end_object()
      .end_array()
      .end_object();
  writer.key("receivers").begin_array();
  writer.begin_object().member("name", "nobody").end_object();
  writer.begin_object().member("name", "pager").key("webhook_configs").begin_array();
  writer.begin_object()
      .member("url", fmt::format("{}/receivers/0/alertmanager", pager))
      .end_object();
  writer.end_array().end_object().end_array().end_object();
  result.text += '\n';
  return result;
}

}  // namespace firedrill::alertmanager
