#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/behaviour/alert_state.hpp"
#include "harness/core/distribution.hpp"
#include "harness/core/time.hpp"
#include "harness/journal/journal.hpp"
#include "harness/journal/target.hpp"
#include "harness/promql/expression.hpp"
#include "harness/rules/rule_file.hpp"
#include "harness/scenario/on_call.hpp"
#include "harness/scenario/service.hpp"
#include "harness/scenario/step.hpp"
#include "harness/scenario/traffic.hpp"

namespace firedrill {

/// Key "before": the world as it was before t = 0.
struct Before {
  Duration settle = std::chrono::minutes{2};  ///< simulated with negative times, not counted

  struct Condition {
    std::string text;
    promql::Expression query;
    Span source;
  };

  /// Must all return something at t = 0; empty: each population is good (below the impact ratio).
  std::vector<Condition> steady_state = {};
};

/// Key "monitoring". Incident clock.
struct Monitoring {
  Duration scrape_interval = std::chrono::seconds{15};
  Duration evaluation_interval = std::chrono::seconds{15};
  bool random_offset = false;  ///< grid phases drawn from the seed instead of zero
  /// Prometheus' own, by name: alerts carry them to Alertmanager, and templates know them.
  std::vector<std::pair<std::string, std::string>> external_labels = {};

  struct Outage {
    Duration from{};
    Duration until{};
  };

  std::vector<Outage> outages = {};  ///< Prometheus neither scrapes nor evaluates

  bool is_down(Instant now) const {
    for (const Outage& outage : outages) {
      if (Instant{outage.from} <= now && now < Instant{outage.until}) {
        return true;
      }
    }
    return false;
  }
};

/// One of "alerts": a Prometheus alerting rule.
struct AlertRule {
  std::string alert;
  std::string text;
  promql::Expression query;
  AlertTiming timing;                                            ///< for, keep_firing_for
  std::vector<std::pair<std::string, std::string>> labels = {};  ///< by name
  std::vector<std::pair<std::string, std::string>> annotations = {};
  Span source = {};
};

/// One of "customer_reports": customers as a detector of their own.
struct CustomerReport {
  std::string population;
  double at_least_ratio = 0.02;     ///< of bad responses in the impact window
  Distribution after = Constant{};  ///< from the first bad response to the report, incident clock
};

/// One of "health_checks": a prober outside the services. By default as Amazon's Route 53 checks,
/// but for the timeout.
struct HealthCheck {
  std::string name;
  std::string service;
  std::string path =
      {};  ///< live runs, of a program of the user's own; empty: what clients ask for
  Duration interval = std::chrono::seconds{30};  ///< incident clock
  Duration timeout = std::chrono::seconds{5};    ///< wire clock
  std::uint32_t failures = 3;                    ///< in a row: it fires
  std::uint32_t successes = 3;                   ///< in a row: it is resolved
  Distribution delay = Constant{};  ///< from the end of a check to its result, incident clock
  std::string severity = "page";
  Span source = {};
};

/// One of "heartbeats": a dead man's switch, which fires when a sign of life is missing.
struct Heartbeat {
  std::string name;
  std::string alert = {};  ///< an alert that always fires is the sign; empty: each evaluation is
  Duration within{};       ///< without a sign for longer it fires, incident clock
  std::string severity = "page";
};

/// Keys "alertmanager_config" and "silences": the user's routing of what the alert rules find.
struct AlertRouting {
  struct Silence {
    std::string matchers;  ///< as Alertmanager writes them
    Duration from{};
    Duration until{};
    Span source = {};  ///< of the matchers
  };

  /// What a receiver answers for a time, in place of taking every message.
  struct Failure {
    static constexpr int no_answer = 0;  ///< in place of a status

    std::string receiver;
    std::string integration = {};  ///< "pagerduty", ...: those of this kind only; empty: all
    int status = no_answer;        ///< of HTTP
    Duration from{};
    Duration until{};
    Span source = {};  ///< of the receiver
  };

  std::string file = {};  ///< as the scenario names it; empty: alerts go to the pager at once
  std::string text = {};  ///< the file's bytes, put here by whoever reads files, once checked
  std::vector<Silence> silences = {};
  std::vector<Failure> failures = {};
  int peer = 0;      ///< its place in a cluster whose members before it are gone
  Span source = {};  ///< of the file's name
};

/// Who finds out, in a live run, that something is wrong.
enum class Detector : std::uint8_t {
  own,      ///< firedrill's rules and its Alertmanager, as in virtual time
  external  ///< Prometheus and Alertmanager themselves, as processes
};

/// Key "live": what only a live run needs to know.
struct LiveSettings {
  std::optional<double> speed = {};  ///< the highest at which the run is honest
  Detector detector = Detector::own;
};

/// A validated scenario: plain values, every reference resolves, every invariant of
/// docs/scenario-format.md holds. Made by load() only.
struct Scenario {
  std::string
      file;  ///< as given on the command line, for messages only; never in a virtual journal
  std::string text;  ///< the file's bytes
  std::string name;
  std::string title;
  std::string description;
  std::int64_t starts_at_unix_ns = 0;
  int utc_offset_minutes = 0;
  Duration lasts = std::chrono::minutes{30};
  Before before;
  ImpactRule impact;
  Monitoring monitoring;
  LiveSettings live;
  OwnCommands commands;
  std::vector<Service> services;  ///< callees before their callers
  std::vector<Population> traffic;
  std::vector<Step> script;
  std::vector<AlertRule> alerts;
  std::vector<rules::RuleGroup> rule_groups;    ///< of "rule_files", without "ignore_rules"
  std::vector<rules::RuleGroup> ignored_rules;  ///< what "ignore_rules" left out of them
  JournalInputs other_inputs;                   ///< the rule files, then PagerDuty's
  AlertRouting alert_routing;
  std::vector<CustomerReport> customer_reports;
  std::vector<HealthCheck> health_checks;
  std::vector<Heartbeat> heartbeats;
  OnCall on_call;
  std::vector<Step> response;
  std::vector<TargetDefinition> targets;  ///< "targets", then "expected"
};

}  // namespace firedrill
