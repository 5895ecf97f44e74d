#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/simulated/scheduler.hpp"
#include "harness/simulated/world.hpp"

namespace firedrill::tests {

using namespace std::chrono_literals;

/// A service with one version "" of this behaviour.
inline Service service_of(std::string name, Behaviour behaviour = {}, std::size_t replicas = 1) {
  return {.name = std::move(name),
          .replicas = replicas,
          .version = "",
          .versions = {{.name = "", .behaviour = std::move(behaviour)}}};
}

/// An auth provider that knows the contracts v1 and v2 and accepts v1.
inline Service provider_of(std::string name, Behaviour behaviour = {}) {
  behaviour.contracts = {{.name = "v1", .token_auth = {"client_secret_basic"}},
                         {.name = "v2", .token_auth = {"private_key_jwt"}}};
  behaviour.accepts = {"v1"};
  Service service = service_of(std::move(name), std::move(behaviour));
  service.kind = ServiceKind::auth_provider;
  return service;
}

inline Population clients_of(std::string to, double per_second) {
  return {.name = "clients", .to = std::move(to), .rate = {{.at = 0s, .per_second = per_second}}};
}

/// A simulated world with its scheduler, and everything that it told its listener.
class WorldFixture {
 public:
  explicit WorldFixture(const simulated::WorldPlan& plan, Duration settle = 0s)
      : scheduler_({.start = Instant{-settle}}),
        world_(plan, scheduler_) {
    world_.start(
        {.on_traffic = [this](TrafficRecord record) { traffic_.push_back(std::move(record)); },
         .on_replica = [this](const ReplicaChange& change) { changes_.push_back(change); }},
        nullptr);
  }

  /// Plays until `end` after t = 0.
  void play_until(Duration end) { scheduler_.run_until(Instant{end}); }

  /// Plays until `end` and stops the world.
  void play_to_the_end(Duration end) {
    play_until(end);
    world_.stop();
  }

  /// Starts the operation now; its result comes with time. Its place in results().
  std::size_t perform(const Operation& operation, EventId cause = EventId{1}) {
    const std::size_t place = results_.size();
    results_.emplace_back();
    world_.perform(operation, cause, [this, place](const OperationResult& result) {
      results_[place] = {scheduler_.now(), result};
    });
    return place;
  }

  struct Completed {
    Instant at{};
    OperationResult result;
  };

  const std::optional<Completed>& result(std::size_t place) const { return results_[place]; }

  /// What a scrape of the target would see now.
  ScrapeResult scrape(std::string_view instance) {
    const std::vector<ScrapeTarget> targets = world_.scrape_targets();
    const auto target = std::find_if(targets.begin(), targets.end(), [&](const auto& other) {
      return other.instance == instance;
    });
    ScrapeResult got;
    world_.scrape(static_cast<std::size_t>(target - targets.begin()),
                  [&](ScrapeResult result) { got = std::move(result); });
    scheduler_.run_until(scheduler_.now());
    return got;
  }

  const std::vector<TrafficRecord>& traffic() const { return traffic_; }

  const std::vector<ReplicaChange>& changes() const { return changes_; }

  simulated::Scheduler& scheduler() { return scheduler_; }

  simulated::World& world() { return world_; }

  /// Responses with this outcome in the seconds [from, to).
  std::uint64_t count(std::string_view outcome, Duration from = -24h, Duration to = 24h) const {
    std::uint64_t sum = 0;
    for (const TrafficRecord& record : within(from, to)) {
      for (const auto& [name, count] : record.outcomes) {
        sum += name == outcome ? count : 0;
      }
    }
    return sum;
  }

  /// Good responses in the seconds [from, to).
  std::uint64_t good(Duration from = -24h, Duration to = 24h) const {
    std::uint64_t sum = 0;
    for (const TrafficRecord& record : within(from, to)) {
      sum += record.good;
    }
    return sum;
  }

  /// Bad responses in the seconds [from, to).
  std::uint64_t bad(Duration from = -24h, Duration to = 24h) const {
    std::uint64_t sum = 0;
    for (const TrafficRecord& record : within(from, to)) {
      sum += record.bad;
    }
    return sum;
  }

  /// Responses that carried this cause.
  CauseTally tally(EventId cause) const {
    CauseTally sum{.cause = cause};
    for (const TrafficRecord& record : traffic_) {
      for (const CauseTally& tally : record.causes) {
        sum.bad += tally.cause == cause ? tally.bad : 0;
        sum.other += tally.cause == cause ? tally.other : 0;
      }
    }
    return sum;
  }

 private:
  std::vector<TrafficRecord> within(Duration from, Duration to) const {
    std::vector<TrafficRecord> records;
    for (const TrafficRecord& record : traffic_) {
      if (record.second >= Instant{from} && record.second < Instant{to}) {
        records.push_back(record);
      }
    }
    return records;
  }

  simulated::Scheduler scheduler_;
  simulated::World world_;
  std::vector<TrafficRecord> traffic_;
  std::vector<ReplicaChange> changes_;
  std::vector<std::optional<Completed>> results_;
};

/// The value of the one sample of this name whose labels contain all of `labels`; nullopt: none.
inline std::optional<double> sample(
    const ScrapeResult& scrape,
    std::string_view name,
    const std::vector<std::pair<std::string_view, std::string_view>>& labels = {}) {
  for (const ScrapedSample& candidate : scrape.samples) {
    const bool matches = std::all_of(labels.begin(), labels.end(), [&](const auto& label) {
      return candidate.labels.get(label.first) == label.second;
    });
    if (matches && candidate.labels.get(promql::name_label) == name) {
      return candidate.value;
    }
  }
  return std::nullopt;
}

}  // namespace firedrill::tests
