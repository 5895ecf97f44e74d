// An alerting rule against Prometheus' own code, transliterated: AlertingRule.Eval, sendAlerts and
// needsSending of rules/alerting.go, v2.42, with a map and zero times, and none of our state
// machine. promtool shows neither times nor what is sent, so nothing else checks these.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/core/rng.hpp"
#include "harness/rules/rule_engine.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

using Milliseconds = std::int64_t;

constexpr Milliseconds second_ms = 1000;
constexpr Milliseconds resolved_retention_ms = 15 * 60 * second_ms;

enum class GoState {
  pending,
  firing,
  inactive
};

/// rules.Alert; nothing is the zero time.
struct GoAlert {
  GoState state = GoState::pending;
  Milliseconds active_at = 0;
  std::optional<Milliseconds> fired_at = {};
  std::optional<Milliseconds> resolved_at = {};
  std::optional<Milliseconds> last_sent_at = {};
  std::optional<Milliseconds> keep_firing_since = {};
};

struct GoSettings {
  Milliseconds hold_duration;
  Milliseconds keep_firing_for;
  Milliseconds resend_delay;
  Milliseconds interval;
};

/// What an evaluation shows outside: texts, in the order of the series.
using Shown = std::set<std::string>;

class GoRule {
 public:
  explicit GoRule(const GoSettings& settings) : settings_(settings) {}

  void eval(const std::set<std::string>& returned, Milliseconds ts) {
    for (const std::string& series : returned) {
      const auto known = active_.find(series);
      if (known == active_.end() || known->second.state == GoState::inactive) {
        active_[series] = {.state = GoState::pending, .active_at = ts};
      }
    }
    for (auto entry = active_.begin(); entry != active_.end();) {
      GoAlert& alert = entry->second;
      const bool is_returned = returned.contains(entry->first);
      if (!is_returned && !keeps_firing(alert, ts)) {
        const bool deleted = alert.state == GoState::pending ||
                             (alert.resolved_at && ts - *alert.resolved_at > resolved_retention_ms);
        if (alert.state != GoState::inactive) {
          alert.state = GoState::inactive;
          alert.resolved_at = ts;
        }
        entry = deleted ? active_.erase(entry) : std::next(entry);
        continue;
      }
      if (is_returned) {
        alert.keep_firing_since.reset();
      }
      if (alert.state == GoState::pending && ts - alert.active_at >= settings_.hold_duration) {
        alert.state = GoState::firing;
        alert.fired_at = ts;
      }
      ++entry;
    }
  }

  Shown send(Milliseconds ts) {
    Shown sent;
    for (auto& [series, alert] : active_) {
      if (!needs_sending(alert, ts)) {
        continue;
      }
      alert.last_sent_at = ts;
      const Milliseconds delta = std::max(settings_.resend_delay, settings_.interval);
      sent.insert(fmt::format("{} {} {}",
                              series,
                              alert.fired_at.value_or(-1),
                              alert.resolved_at.value_or(ts + 4 * delta)));
    }
    return sent;
  }

  Shown synthetic() const {
    Shown samples;
    for (const auto& [series, alert] : active_) {
      if (alert.state != GoState::inactive) {
        samples.insert(fmt::format("{} {} {}",
                                   series,
                                   alert.state == GoState::firing ? "firing" : "pending",
                                   alert.active_at / second_ms));
      }
    }
    return samples;
  }

 private:
  bool keeps_firing(GoAlert& alert, Milliseconds ts) const {
    if (alert.state != GoState::firing || settings_.keep_firing_for == 0) {
      return false;
    }
    if (!alert.keep_firing_since) {
      alert.keep_firing_since = ts;
    }
    return ts - *alert.keep_firing_since < settings_.keep_firing_for;
  }

  bool needs_sending(const GoAlert& alert, Milliseconds ts) const {
    if (alert.state == GoState::pending) {
      return false;
    }
    if (alert.resolved_at && (!alert.last_sent_at || *alert.resolved_at > *alert.last_sent_at)) {
      return true;
    }
    return !alert.last_sent_at || *alert.last_sent_at + settings_.resend_delay < ts;
  }

  GoSettings settings_;
  std::map<std::string, GoAlert> active_;
};

rules::RuleGroup group_of(const GoSettings& settings) {
  rules::RuleGroup group{.name = "g", .interval = std::chrono::milliseconds{settings.interval}};
  group.rules.push_back(
      {.kind = rules::Rule::Kind::alerting,
       .name = "A",
       .text = "m",
       .query = *promql::parse("m"),
       .timing = {.pending_for = std::chrono::milliseconds{settings.hold_duration},
                  .keep_firing_for = std::chrono::milliseconds{settings.keep_firing_for}}});
  return group;
}

Shown sent_by(const rules::GroupEvaluation& evaluation) {
  Shown sent;
  for (const rules::SentAlert& alert : evaluation.sent) {
    sent.insert(
        fmt::format("{} {} {}", alert.labels.get("x"), alert.starts_at_ms, alert.ends_at_ms));
  }
  return sent;
}

Shown synthetic_of(promql::SampleStore& store, Milliseconds t_ms) {
  promql::Evaluator evaluator(store);
  const auto value = evaluator.evaluate(
      *promql::parse("ALERTS_FOR_STATE + on (x) group_right () 0 * ALERTS"), t_ms);
  Shown samples;
  for (const promql::Sample& sample : std::get<promql::Vector>(*value)) {
    samples.insert(fmt::format(
        "{} {} {}", sample.labels.get("x"), sample.labels.get("alertstate"), sample.value));
  }
  return samples;
}

/// Mostly as it was: alerts live longer than one evaluation.
void wander(Rng& rng, std::set<std::string>& present, std::uint64_t restlessness) {
  for (const char* series : {"a", "b", "c"}) {
    if (rng.below(restlessness) == 0 && present.erase(series) == 0) {
      present.insert(series);
    }
  }
}

}  // namespace

TEST_CASE("an alerting rule fires, is sent and resolves as Prometheus' own code does it",
          "[property][rules]") {
  Rng rng(20230131);
  for (int round = 0; round < 60; ++round) {
    const GoSettings settings{
        .hold_duration = static_cast<Milliseconds>(rng.below(5)) * 20 * second_ms,
        .keep_firing_for = static_cast<Milliseconds>(rng.below(3)) * 30 * second_ms,
        .resend_delay = static_cast<Milliseconds>(1 + rng.below(5)) * 30 * second_ms,
        .interval = static_cast<Milliseconds>(1 + rng.below(4)) * 15 * second_ms};
    GoRule go(settings);
    promql::SampleStore store;
    rules::RuleEngine engine(store,
                             {group_of(settings)},
                             {.resend_delay = std::chrono::milliseconds{settings.resend_delay}});
    const std::uint64_t restlessness = 2 + rng.below(40);
    std::set<std::string> present;
    for (int step = 1; step <= 150; ++step) {
      const Milliseconds t_ms = step * settings.interval;
      wander(rng, present, restlessness);
      for (const char* series : {"a", "b", "c"}) {
        const auto id = *store.series({{"__name__", "m"}, {"x", series}});
        if (present.contains(series)) {
          store.append(id, t_ms, 1);
        } else {
          store.append_stale(id, t_ms);
        }
      }

      const rules::GroupEvaluation evaluation = engine.evaluate(0, t_ms);
      go.eval(present, t_ms);

      CAPTURE(round, step, settings.hold_duration, settings.keep_firing_for);
      REQUIRE(evaluation.errors.empty());
      REQUIRE(synthetic_of(store, t_ms) == go.synthetic());
      REQUIRE(sent_by(evaluation) == go.send(t_ms));
    }
  }
}
