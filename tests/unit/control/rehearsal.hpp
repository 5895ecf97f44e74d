#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/control/drill.hpp"
#include "harness/journal/behind_schedule.hpp"
#include "harness/journal/query.hpp"
#include "harness/scenario/header.hpp"
#include "tests/support/hostile_world.hpp"
#include "tests/unit/control/play.hpp"

namespace firedrill::tests {

/// Ten minutes of a scenario in a World without services, whose clients get ten responses a second.
struct Rehearsal {
  Rehearsal() {
    scenario.lasts = 10min;
    scenario.before.settle = 1min;
    scenario.traffic = {{.name = "clients", .to = "server", .rate = {{.per_second = 10}}}};
    world.targets = {{"server", "server-0"}};
  }

  /// How many of the ten responses in the second that begins then are bad.
  std::function<std::uint64_t(Duration)> bad = [](Duration) { return 0; };
  std::function<bool()> interrupted = {};
  std::optional<BehindSchedule> late = {};

  const Journal& run() {
    for (Duration second = -scenario.before.settle; second < scenario.lasts; second += 1s) {
      scheduler.at(Instant{second + 1s}, [this, second] { tell(second); });
    }
    const control::Recorder recorder{
        .on_event = [this](const Event& event) { heard.push_back(event.id); },
        .on_traffic = [this](const TrafficRecord&) { ++traffic_heard; },
        .behind_schedule = [this] { return late; },
        .interrupted = interrupted};
    control::Drill drill(scenario, seed, scheduler, world, recorder);
    journal = drill.run(make_header(scenario, {.firedrill = "test", .seed = 1}));
    return journal;
  }

  /// A rule that pages nobody.
  void alert(const std::string& name, const std::string& expression) {
    auto query = promql::parse(expression);
    REQUIRE(query);
    scenario.alerts.push_back({.alert = name,
                               .text = expression,
                               .query = *std::move(query),
                               .timing = {},
                               .labels = {{"severity", "ticket"}}});
  }

  void target(std::string name, EventType from, EventType to, Duration within) {
    scenario.targets.push_back({.name = std::move(name),
                                .rule = DurationTarget{.from = from, .to = to, .within = within}});
  }

  /// "180 replica_down" for each event: seconds at which it was known, and type.
  std::vector<std::string> told() const {
    std::vector<std::string> lines;
    for (const Event& event : journal.events) {
      lines.push_back(std::to_string(event.known.time_since_epoch() / 1s) + " " +
                      std::string(to_string(event.type)));
    }
    return lines;
  }

  const Event& first(EventType type) const {
    const Event* event = first_event(journal, type);
    REQUIRE(event != nullptr);
    return *event;
  }

  simulated::Scheduler scheduler{{.start = Instant{-1min}}};
  RecordingWorld world{scheduler};
  Scenario scenario = services_only();
  Seed seed{1};
  Journal journal;
  std::vector<EventId> heard;
  std::size_t traffic_heard = 0;

 private:
  void tell(Duration second) {
    TrafficRecord record{.population = "clients", .second = Instant{second}, .bad = bad(second)};
    record.good = 10 - record.bad;
    if (record.bad > 0) {
      record.first_bad = Instant{second};
      record.outcomes = {{"500", record.bad}};
      record.bad_outcomes = record.outcomes;
    }
    world.listener.on_traffic(record);
  }
};

}  // namespace firedrill::tests
