#include <algorithm>
#include <cstddef>
#include <set>

#include <fmt/format.h>

#include "harness/alertmanager/config.hpp"
#include "harness/alertmanager/fields.hpp"
#include "harness/alertmanager/read_receivers.hpp"
#include "harness/alertmanager/read_route.hpp"
#include "harness/alertmanager/read_time_intervals.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/yaml_parse.hpp"

namespace firedrill::alertmanager {
namespace {

struct Global {
  Duration resolve_timeout = std::chrono::minutes{5};
  ReceiverDefaults defaults = {};
};

Global read_global(const Json* json, Diagnostics& diagnostics) {
  Global global;
  if (json == nullptr || json->is_null()) {
    return global;
  }
  ObjectReader reader(*json, "global", diagnostics);
  global.resolve_timeout =
      reader.value("resolve_timeout", read_duration_text).value_or(global.resolve_timeout);
  global.defaults = read_receiver_defaults(reader);
  refuse_both(reader, "smtp_auth_password", "smtp_auth_password_file");
  refuse_both(reader, "victorops_api_key", "victorops_api_key_file");
  warn_unsupported(reader,
                   {"http_config",
                    "smtp_from",
                    "smtp_hello",
                    "smtp_smarthost",
                    "smtp_auth_username",
                    "smtp_auth_password",
                    "smtp_auth_password_file",
                    "smtp_auth_secret",
                    "smtp_auth_identity",
                    "smtp_require_tls",
                    "wechat_api_url",
                    "wechat_api_secret",
                    "wechat_api_corp_id",
                    "victorops_api_url",
                    "victorops_api_key",
                    "victorops_api_key_file",
                    "telegram_api_url",
                    "webex_api_url"});
  reader.finish();
  return global;
}

/// The name's span in an object that has one.
Span name_span(const Json& json) {
  const Json* const name = json.find("name");
  return name == nullptr ? json.span() : name->span();
}

void read_all_receivers(ObjectReader& reader,
                        const ReceiverDefaults& defaults,
                        Config& config,
                        RouteNames& names) {
  for_each_item(reader, "receivers", [&](const Json& item) {
    Receiver receiver = read_receiver(item, defaults, reader.diagnostics());
    if (!names.receivers.emplace(receiver.name, config.receivers.size()).second) {
      reader.diagnostics().error(
          name_span(item),
          fmt::format("notification config name {} is not unique", quote(receiver.name)));
    }
    config.receivers.push_back(std::move(receiver));
  });
}

void read_all_intervals(ObjectReader& reader,
                        std::string_view key,
                        Config& config,
                        RouteNames& names) {
  for_each_item(reader, key, [&](const Json& item) {
    std::optional<NamedIntervals> named = read_named_intervals(item, reader.diagnostics());
    if (!named) {
      return;
    }
    if (!names.intervals.emplace(named->name, config.intervals.size()).second) {
      reader.diagnostics().error(name_span(item),
                                 fmt::format("time interval {} is not unique", quote(named->name)));
    }
    config.intervals.push_back(*std::move(named));
  });
}

InhibitRule read_inhibit_rule(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "an inhibition rule", diagnostics);
  InhibitRule rule;
  rule.source = read_matchers(
      reader, {.equal = "source_match", .regex = "source_match_re", .matchers = "source_matchers"});
  rule.target = read_matchers(
      reader, {.equal = "target_match", .regex = "target_match_re", .matchers = "target_matchers"});
  for (std::string& name : reader.value("equal", read_scalars).value_or({})) {
    if (promql::is_label_name(name)) {
      rule.equal.push_back(std::move(name));
    } else {
      reader.error("equal", fmt::format("{} is not a valid label name", quote(name)));
    }
  }
  reader.finish();
  return rule;
}

void note_receivers(const Route& route, std::set<std::size_t>& receivers) {
  receivers.insert(route.receiver);
  for (const Route& child : route.routes) {
    note_receivers(child, receivers);
  }
}

/// A receiver without any integration is meant so.
void warn_of_muted_receivers(const Config& config, Diagnostics& diagnostics) {
  std::set<std::size_t> reached;
  note_receivers(config.route, reached);
  for (const std::size_t index : reached) {
    if (index >= config.receivers.size()) {
      continue;  // that there is none has been told
    }
    const Receiver& receiver = config.receivers[index];
    if (receiver.has_unsupported && receiver.integrations.empty()) {
      diagnostics.warning(
          receiver.source,
          fmt::format("receiver {} tells nobody here: none of its integrations is supported",
                      quote(receiver.name)));
    }
  }
}

Config read_document(const Json& document, Diagnostics& diagnostics) {
  ObjectReader reader(document, "the configuration", diagnostics);
  Config config;
  const Global global = read_global(reader.raw("global").value_or(nullptr), diagnostics);
  config.resolve_timeout = global.resolve_timeout;
  RouteNames names;
  read_all_receivers(reader, global.defaults, config, names);
  read_all_intervals(reader, "mute_time_intervals", config, names);
  read_all_intervals(reader, "time_intervals", config, names);
  for_each_item(reader, "inhibit_rules", [&](const Json& item) {
    config.inhibit_rules.push_back(read_inhibit_rule(item, diagnostics));
  });
  const Json* const route = reader.raw("route").value_or(nullptr);
  if (route != nullptr && !route->is_null()) {
    config.route = read_root_route(*route, names, diagnostics);
    warn_of_muted_receivers(config, diagnostics);
  } else if (document.is_object()) {
    diagnostics.error({0, 0}, "no route provided in config");
  }
  warn_unsupported(
      reader, {"templates"}, "are not supported: messages have the texts of the default templates");
  reader.finish();
  return config;
}

}  // namespace

std::optional<Config> read_config(Diagnostics& diagnostics) {
  const std::optional<std::vector<Json>> documents = parse_yaml(diagnostics);
  if (!documents) {
    return std::nullopt;
  }
  if (documents->empty() || documents->front().is_null()) {
    diagnostics.error({0, 0}, "no route provided in config");
    return std::nullopt;
  }
  Config config = read_document(documents->front(), diagnostics);  // the others are not read there
  return diagnostics.has_errors() ? std::nullopt : std::optional(std::move(config));
}

}  // namespace firedrill::alertmanager
