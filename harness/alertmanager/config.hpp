#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/alertmanager/matcher.hpp"
#include "harness/alertmanager/time_interval.hpp"
#include "harness/core/time.hpp"
#include "harness/promql/labels.hpp"
#include "harness/text/diagnostic.hpp"

namespace firedrill::alertmanager {

/// One way in which a receiver is told. The kinds stand in the order in which Alertmanager builds
/// them (cmd/alertmanager/main.go).
struct Integration {
  enum class Kind : std::uint8_t {
    webhook,
    pagerduty,
    opsgenie,
    slack
  };

  /// Somebody whom Opsgenie is to tell.
  struct Responder {
    std::string id = {};
    std::string name = {};
    std::string username = {};
    std::string type = {};
  };

  Kind kind = Kind::webhook;
  std::size_t index = 0;  ///< among those of its kind in the receiver
  bool send_resolved = true;
  std::string url = {};    ///< where it is told; empty if that stands in a file
  std::string key = {};    ///< routing_key, service_key or api_key; empty if it stands in a file
  bool events_v1 = false;  ///< PagerDuty by a service_key: the older API
  std::uint64_t max_alerts = 0;  ///< of a webhook's message; 0: all
  bool link_names = false;       ///< Slack
  std::vector<std::string> mrkdwn_in = {};
  std::vector<Responder> responders = {};
  std::map<std::string, std::string> details = {};
  /// The texts of its message that the file gives, by key.
  std::map<std::string, std::string> texts = {};

  /// "pagerduty", as in the notification log and in messages.
  std::string_view name() const;

  /// Whether one of its texts, details or responders is a template.
  bool has_templates() const;
};

struct Receiver {
  std::string name;
  std::vector<Integration> integrations = {};
  bool has_unsupported = false;  ///< of its integrations some were left out
  Span source = {};
};

/// A node of the routing tree, with what it inherits.
struct Route {
  Matchers matchers = {};  ///< sorted
  bool continues = false;  ///< alerts go on to its next sibling
  std::size_t receiver = 0;
  bool group_by_all = false;
  std::vector<std::string> group_by = {};
  Duration group_wait = std::chrono::seconds{30};
  Duration group_interval = std::chrono::minutes{5};
  Duration repeat_interval = std::chrono::hours{4};
  std::vector<std::size_t> mute_intervals = {};
  std::vector<std::size_t> active_intervals = {};  ///< none: always active
  std::vector<Route> routes = {};
  std::string key = {};  ///< {}/{team="a"}: the matchers on the way from the root

  /// The labels by which it groups.
  promql::Labels group_labels(const promql::Labels& labels) const;
};

/// Alerts that match `target` are muted while one that matches `source` fires with the same values
/// of all labels `equal`.
struct InhibitRule {
  Matchers source = {};
  Matchers target = {};
  std::vector<std::string> equal = {};
};

struct NamedIntervals {
  std::string name;
  std::vector<TimeInterval> intervals = {};
};

/// What a configuration file of Alertmanager says. The numbers in routes are places in these lists.
struct Config {
  Duration resolve_timeout = std::chrono::minutes{5};
  Route route = {};
  std::vector<Receiver> receivers = {};
  std::vector<InhibitRule> inhibit_rules = {};
  std::vector<NamedIntervals> intervals = {};
};

/// The routes that take an alert, depth first: of siblings the first that matches, and those behind
/// it while they say `continue`; a route none of whose children match takes it itself.
std::vector<const Route*> routes_of(const Route& root, const promql::Labels& labels);

/// Reads a configuration as Alertmanager 0.25 does (config/config.go, config/notifiers.go). What it
/// would refuse is an error among the diagnostics, with its place and mostly in its words; what it
/// would do and firedrill does not (other kinds of receivers, files of templates) is a warning
/// that names the key. Empty if there is an error. No message quotes a key or a URL; to show the
/// lines of the file beside the messages, take those of without_secrets().
std::optional<Config> read_config(Diagnostics& diagnostics);

/// The same text, byte for byte, but for the values of keys that are secret: each of their
/// characters is "*".
SourceText without_secrets(const SourceText& source);

}  // namespace firedrill::alertmanager
