#include "harness/alertmanager/alertmanager.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace firedrill::alertmanager {

Alertmanager::Alertmanager(const Config& config,
                           Scheduler& scheduler,
                           Options options,
                           Deliver deliver)
    : config_(config),
      scheduler_(scheduler),
      options_(std::move(options)),
      inhibitor_(config.inhibit_rules),
      log_(options_.retention),
      sender_(
          scheduler,
          log_,
          {.seed = options_.seed, .peer_wait = options_.peer_wait, .on_untold = options_.on_untold},
          std::move(deliver)),
      dispatcher_(
          config.route,
          scheduler,
          [this](const Dispatcher::Group& group,
                 std::vector<NotifiedAlert> alerts,
                 std::function<void(bool)> done) {
            flush(group, std::move(alerts), std::move(done));
          },
          [this](const Dispatcher::Group& group, const NotifiedAlert& change, bool tick_first) {
            report_tie(group,
                       {.with = change.resolved ? Tie::With::resolved : Tie::With::began,
                        .labels = change.alert.labels,
                        .tick_first = tick_first});
          }) {
  repeat(options_.group_maintenance, [this] { dispatcher_.remove_empty(); });
  repeat(options_.log_maintenance, [this] {
    log_.collect(scheduler_.now());
    inhibitor_.collect(scheduler_.now());
    silences_.collect(scheduler_.now());
  });
  repeat(options_.alert_maintenance, [this] {
    std::erase_if(alerts_,
                  [&](const auto& entry) { return entry.second.resolved_at(scheduler_.now()); });
  });
}

void Alertmanager::repeat(Duration interval, const Task& task) {
  scheduler_.after(interval, [this, interval, task] {
    task();
    repeat(interval, task);
  });
}

std::optional<Error> Alertmanager::post(SentAlert sent) {
  Result<Alert> alert = accepted(std::move(sent), scheduler_.now(), config_.resolve_timeout);
  if (!alert) {
    return alert.error();
  }
  const auto before = alerts_.find(alert->labels);
  Alert kept = before == alerts_.end()
                   ? *std::move(alert)
                   : merged(before->second, *std::move(alert), scheduler_.now());
  kept.serial = ++posts_;
  alerts_.insert_or_assign(kept.labels, kept);
  inhibitor_.see(kept);
  dispatcher_.insert(kept);
  return std::nullopt;
}

void Alertmanager::flush(const Dispatcher::Group& group,
                         std::vector<NotifiedAlert> alerts,
                         std::function<void(bool)> done) {
  std::erase_if(alerts, [&](const NotifiedAlert& notified) {
    const std::optional<Untold::Why> why = muted(group, notified.alert.labels, {});
    if (options_.on_tie && concerns_receiver(group, notified) &&
        muted(group, notified.alert.labels, Duration{1}).has_value() != why.has_value()) {
      report_tie(
          group,
          {.with = why ? Tie::With::muted : Tie::With::unmuted, .labels = notified.alert.labels});
    }
    if (why) {
      report_muted(group, notified, *why);
    }
    return why.has_value();
  });
  if (alerts.empty()) {
    done(true);  // so that what is resolved is forgotten, told or not
    return;
  }
  sender_.send({.route = group.route,
                .receiver = &config_.receivers[group.route->receiver],
                .group_key = group_key(*group.route, group.labels),
                .group_labels = group.labels,
                .alerts = std::move(alerts),
                .due = group.ticked,
                .is_first = group.is_first},
               std::move(done));
}

/// Why it is muted, or was so long ago, in the order of the real pipeline.
std::optional<Untold::Why> Alertmanager::muted(const Dispatcher::Group& group,
                                               const promql::Labels& labels,
                                               Duration ago) const {
  const Instant now = scheduler_.now() - ago;
  const Instant ticked = group.ticked - ago;
  const Route& route = *group.route;
  if (inhibitor_.mutes(labels, now)) {
    return Untold::Why::inhibited;
  }
  const bool is_active =
      route.active_intervals.empty() || in_one_of(route.active_intervals, ticked);
  if (!is_active || in_one_of(route.mute_intervals, ticked)) {
    return Untold::Why::muted_by_time;
  }
  return silences_.mutes(labels, now) ? std::optional(Untold::Why::silenced) : std::nullopt;
}

/// Not if the alert is over before anybody was told of it.
bool Alertmanager::concerns_receiver(const Dispatcher::Group& group,
                                     const NotifiedAlert& notified) const {
  const Receiver& receiver = config_.receivers[group.route->receiver];
  const bool was_told = std::any_of(
      receiver.integrations.begin(), receiver.integrations.end(), [&](const auto& integration) {
        return log_.says_firing(
            group_key(*group.route, group.labels) + ":" + integration_key(receiver, integration),
            notified.alert.labels);
      });
  return was_told || !notified.resolved;
}

void Alertmanager::report_tie(const Dispatcher::Group& group, Tie tie) const {
  if (options_.on_tie) {
    tie.receiver = &config_.receivers[group.route->receiver];
    options_.on_tie(tie);
  }
}

void Alertmanager::report_muted(const Dispatcher::Group& group,
                                const NotifiedAlert& notified,
                                Untold::Why why) const {
  if (options_.on_untold && concerns_receiver(group, notified)) {
    options_.on_untold({.why = why,
                        .receiver = &config_.receivers[group.route->receiver],
                        .labels = notified.alert.labels,
                        .resolved = notified.resolved,
                        .repeat_interval = group.route->repeat_interval});
  }
}

bool Alertmanager::in_one_of(const std::vector<std::size_t>& intervals, Instant now) const {
  const Duration since_1970 = now.time_since_epoch() + Duration{options_.unix_ns_at_zero};
  const std::int64_t unix_s = std::chrono::floor<std::chrono::seconds>(since_1970).count();
  return std::any_of(intervals.begin(), intervals.end(), [&](std::size_t number) {
    const std::vector<TimeInterval>& parts = config_.intervals[number].intervals;
    return std::any_of(parts.begin(), parts.end(), [&](const TimeInterval& part) {
      return part.contains(unix_s);
    });
  });
}

}  // namespace firedrill::alertmanager
