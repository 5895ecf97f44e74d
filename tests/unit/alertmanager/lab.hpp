#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/alertmanager/alertmanager.hpp"
#include "harness/simulated/scheduler.hpp"

namespace firedrill::tests {

/// An Alertmanager on virtual time, whose receivers write down what they are told.
class Lab {
 public:
  explicit Lab(std::string_view config, alertmanager::Options options = {})
      : config_(read(config)),
        manager_(config_,
                 scheduler_,
                 heard(std::move(options)),
                 [this](const auto& notification, auto completion) {
                   deliver(notification, std::move(completion));
                 }) {}

  /// Runs up to `seconds` after the start.
  void run_to(double seconds) { scheduler_.run_until(instant(seconds)); }

  /// An alert of these labels, written as matchers are ("alertname=A,service=web"), which began now
  /// and fires until told otherwise.
  void fire(std::string_view labels) {
    post(labels, scheduler_.now(), scheduler_.now() + std::chrono::hours{1});
  }

  /// Runs a task at `seconds` after the start, before what is submitted from now on for then.
  void later(double seconds, Task task) { scheduler_.at(instant(seconds), std::move(task)); }

  void resolve(std::string_view labels) { post(labels, std::nullopt, scheduler_.now()); }

  void post(std::string_view labels, std::optional<Instant> start, std::optional<Instant> end) {
    CHECK_FALSE(manager_.post({.labels = labels_of(labels), .starts_at = start, .ends_at = end}));
  }

  alertmanager::SilenceId silence(std::string_view matchers, double from, double until) {
    return *manager_.add_silence({.matchers = *alertmanager::parse_matchers(matchers),
                                  .from = instant(from),
                                  .until = instant(until)});
  }

  /// What was told so far, since the last call: "2 hook firing A- B+", where "+" fires.
  std::vector<std::string> told() { return std::exchange(told_, {}); }

  /// What was not told so far, since the last call: "6 hook silenced A-".
  std::vector<std::string> untold() { return std::exchange(untold_, {}); }

  /// Answers the next attempts so instead of accepting them: a status, 0 for a network error, -1
  /// for never.
  void answer(std::vector<int> statuses) { statuses_ = std::move(statuses); }

  /// How long each delivery takes.
  void delay(Duration delay) { delay_ = delay; }

  alertmanager::Alertmanager& manager() { return manager_; }

  static Instant instant(double seconds) {
    return Instant{Duration{static_cast<Duration::rep>(seconds * 1e9)}};
  }

  static promql::Labels labels_of(std::string_view text) {
    std::vector<promql::Labels::Entry> entries;
    const auto matchers = alertmanager::parse_matchers(text);
    for (const auto& matcher : *matchers) {
      entries.emplace_back(matcher.name, matcher.value);
    }
    return promql::Labels(std::move(entries));
  }

 private:
  static alertmanager::Config read(std::string_view text) {
    const SourceText source("am.yml", std::string(text));
    Diagnostics diagnostics(source);
    std::optional<alertmanager::Config> config = alertmanager::read_config(diagnostics);
    INFO(render(diagnostics));
    REQUIRE(config);
    return *std::move(config);
  }

  double now_s() const {
    return static_cast<double>(scheduler_.now().time_since_epoch().count()) * 1e-9;
  }

  alertmanager::Options heard(alertmanager::Options options) {
    options.on_untold = [this](const alertmanager::Untold& untold) {
      constexpr std::string_view why[] = {"inhibited", "muted by time", "silenced", "known"};
      untold_.push_back(fmt::format("{:.6g} {} {} {}{}",
                                    now_s(),
                                    untold.receiver->name,
                                    why[static_cast<std::size_t>(untold.why)],
                                    untold.labels.get("alertname"),
                                    untold.resolved ? "-" : "+"));
    };
    return options;
  }

  void deliver(const alertmanager::Notification& notification,
               std::function<void(alertmanager::Delivery)> completion) {
    std::string line = fmt::format("{:.6g} {} {}",
                                   now_s(),
                                   notification.receiver->name,
                                   notification.firing() ? "firing" : "resolved");
    for (const auto& [alert, resolved] : notification.alerts) {
      line += fmt::format(" {}{}", alert.labels.get("alertname"), resolved ? '-' : '+');
    }
    told_.push_back(line + (notification.attempt > 1 ? " again" : ""));
    int status = 200;
    if (!statuses_.empty()) {
      status = statuses_.front();
      statuses_.erase(statuses_.begin());
    }
    if (status >= 0) {
      const auto answered = status == 0 ? std::nullopt : std::optional(status);
      const alertmanager::Delivery delivery = delivery_of(*notification.integration, answered);
      scheduler_.after(delay_,
                       [completion = std::move(completion), delivery] { completion(delivery); });
    }
  }

  alertmanager::Config config_;
  simulated::Scheduler scheduler_;
  std::vector<std::string> told_;
  std::vector<std::string> untold_;
  std::vector<int> statuses_;
  Duration delay_{};
  alertmanager::Alertmanager manager_;
};

}  // namespace firedrill::tests
