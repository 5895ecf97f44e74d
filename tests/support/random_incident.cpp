#include "tests/support/random_incident.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/rng.hpp"

namespace firedrill::tests {
namespace {

using namespace std::chrono_literals;
using enum EventType;

constexpr Duration lasts = 10min;

class Story {
 public:
  explicit Story(std::uint64_t number)
      : random_(stream(Seed{number}, "tests/random_incident")),
        builder_(lasts) {}

  JournalBuilder told() {
    builder_.journal().header.populations = {"clients", "partners"};
    add_targets();
    record({.type = steady_state_met, .what = "every population is well"});
    for (now_ = draw(0s, 30s); now_ < lasts; now_ += draw(0s, 30s)) {
      happen();
    }
    now_ = lasts;
    if (draws(1, 8)) {
      builder_.journal().complete = false;
    } else {
      record({.type = run_ended, .what = "the scenario is over"});
    }
    add_traffic();
    if (builder_.build().complete) {
      add_faults();  // they stand in the footer
    }
    return std::move(builder_);
  }

 private:
  bool draws(std::uint64_t part, std::uint64_t whole) { return random_.below(whole) < part; }

  Duration draw(Duration low, Duration high) {
    return std::chrono::floor<std::chrono::milliseconds>(random_.between(low, high));
  }

  /// As people write limits.
  Duration draw_seconds(Duration low, Duration high) {
    return std::chrono::floor<std::chrono::seconds>(random_.between(low, high));
  }

  std::string one_of(const std::vector<std::string>& words) {
    return words[random_.below(words.size())];
  }

  EventId record(Event event, Duration before = 0s) {
    return builder_.event(now_ - before, std::move(event), now_);
  }

  /// Some event that is there already, or none.
  EventId some_cause() { return EventId(random_.below(builder_.build().events.size() + 1)); }

  void add_targets() {
    const auto add = [&](std::string name, DurationTarget rule) {
      rule.within = patient_ ? draw_seconds(6min, 15min) : draw_seconds(1s, 6min);
      rule.within = draws(1, 8) ? Duration::max() : rule.within;
      const bool lower = rule.within == Duration::max() || (!patient_ && draws(1, 4));
      rule.at_least = lower ? draw_seconds(1s, 1min) : 0s;
      rule.within = std::max(rule.within, rule.at_least);
      builder_.target({.name = std::move(name),
                       .rule = std::move(rule),
                       .known_miss = draws(1, 10) ? "OPS-1" : ""});
    };
    add("detect", {.to = alert_firing});
    add("by alert", {.to = alert_firing, .by = "alert"});
    add("page", {.to = page_delivered});
    add("acknowledge", {.from = page_delivered, .to = acknowledged});
    add("rollback", {.to = rollback_completed});
    add("calm", {.to = mitigated});
    add("recover", {.to = recovered});
    add("expected", {.to = impact_started, .from_start = true});
    builder_.count_target("pages", {.at_most = patient_ ? 20 : 2});
    builder_.count_target(
        "failed",
        {.quantity = Quantity::failed_requests, .at_most = patient_ ? 0.9 : 0.2, .ratio = true});
  }

  void happen() {
    switch (random_.below(8)) {
      case 0:
        return change();
      case 1:
      case 2:
      case 3:
        return move_impact();
      case 4:
        return alert();
      case 5:
        return page();
      case 6:
        return act();
      default:
        record({.type = one_of({"up", "down"}) == "up" ? replica_up : replica_down,
                .what = "server-1",
                .cause = some_cause()});
    }
  }

  void change() {
    changed_ = now_;
    change_ = record({.type = rollout_started,
                      .what = "server 1 -> 2",
                      .step = "release",
                      .by = "script",
                      .details = {{"action", "deploy"}}});
    now_ = std::min(now_ + draw(0s, 20s), lasts);
    record({.type = rollout_finished, .what = "server 1 -> 2", .cause = change_, .by = "script"});
  }

  /// Each time one step on the way: it begins, calms down, comes back or is over.
  void move_impact() {
    if (impact_ == EventId::none) {
      began_ = std::max({ended_, changed_, now_ - draw(0s, 9s)});
      impact_ = record({.type = impact_started, .what = "hurt", .cause = change_}, now_ - began_);
      calm_ = began_;
      return;
    }
    if (draws(1, 2)) {
      calm_ = std::max(calm_, now_ - draw(0s, 10s));
      record({.type = mitigated, .what = "calm", .cause = impact_}, now_ - calm_);
      if (draws(1, 2)) {
        record({.type = recovered, .what = "well", .cause = impact_}, now_ - calm_);
        hurt_.emplace_back(began_, calm_);
        ended_ = calm_;
        impact_ = EventId::none;
      }
    }
  }

  void alert() {
    const std::string by = one_of({"alert", "alert", "customers", "ann"});
    alert_ = record({.type = draws(2, 3) ? alert_firing : alert_resolved,
                     .what = "the alert",
                     .cause = impact_,
                     .subject = one_of({"Errors", "Latency"}),
                     .by = by});
  }

  void page() {
    const EventId delivered = record({.type = draws(3, 4) ? page_delivered : page_lost,
                                      .what = "ann is paged",
                                      .cause = alert_,
                                      .by = "ann"});
    if (draws(1, 2)) {
      now_ = std::min(now_ + draw(0s, 40s), lasts);
      record({.type = acknowledged, .what = "ann is there", .cause = delivered, .by = "ann"});
    }
  }

  void act() {
    const bool back = draws(1, 2);
    Event begin{.type = back ? rollback_started : action_started,
                .what = back ? "back to 1" : "restart",
                .cause = some_cause(),
                .step = back ? "undo" : "restart",
                .by = one_of({"ann", "script"}),
                .details = {{"action", back ? "rollback" : "restart"}}};
    Event end = begin;
    end.type = back ? rollback_completed : draws(1, 5) ? action_refused : action_finished;
    end.outcome = one_of({"ok", "ok", "no_effect"});
    end.cause = record(std::move(begin));
    now_ = std::min(now_ + draw(0s, 40s), lasts);
    record(std::move(end));
  }

  void add_traffic() {
    if (impact_ != EventId::none) {
      hurt_.emplace_back(began_, lasts);
    }
    for (Duration second = 0s; second < lasts; second += 5s) {  // fewer make faster tests
      const bool hurt = std::any_of(hurt_.begin(), hurt_.end(), [&](const auto& span) {
        return span.first < second + 1s && second < span.second;
      });
      for (const std::string population : {"clients", "partners"}) {
        builder_.traffic({.population = population,
                          .from = second,
                          .to = second + 1s,
                          .good = random_.below(20),
                          .bad = hurt ? random_.below(20) : random_.below(50) / 49,
                          .code = one_of({"500", "503", "timeout"}),
                          .cause = draws(1, 2) ? change_ : EventId::none});
      }
    }
  }

  void add_faults() {
    builder_.fault({.id = "errors",
                    .kind = "error_rate",
                    .planned = random_.below(2),
                    .started = 1,
                    .injected = random_.below(3)});
  }

  Rng random_;
  bool patient_ = draws(1, 3);  ///< whether its targets can be met easily
  JournalBuilder builder_;
  Duration now_{};
  EventId change_ = EventId::none;
  Duration changed_{};
  EventId alert_ = EventId::none;
  EventId impact_ = EventId::none;  ///< of the open one
  Duration began_{};
  Duration calm_{};
  Duration ended_{};
  std::vector<std::pair<Duration, Duration>> hurt_;
};

}  // namespace

JournalBuilder random_incident(std::uint64_t number) {
  return Story(number).told();
}

}  // namespace firedrill::tests
