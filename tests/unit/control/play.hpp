#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/control/director.hpp"
#include "harness/simulated/scheduler.hpp"
#include "tests/support/json_document.hpp"
#include "tests/support/recording_world.hpp"

namespace firedrill::tests {

using namespace std::chrono_literals;

/// A step with an action written as in a scenario: its keys, "do" first, without braces.
inline Step step_of(std::string id, Trigger trigger, const std::string& keys = "") {
  Step step;
  step.id = std::move(id);
  step.trigger = std::move(trigger);
  if (!keys.empty()) {
    JsonDocument document("{" + keys + "}");
    step.action = document.read(parse_action);
    CHECK(document.messages().empty());
    REQUIRE(step.action);
  }
  return step;
}

inline Step with_steps(Step step, std::vector<Step> nested) {
  step.steps = std::move(nested);
  return step;
}

/// `first` and `others`, moved: steps cannot be copied.
template <class... Steps>
std::vector<Step> steps(Steps... each) {
  std::vector<Step> all;
  (all.push_back(std::move(each)), ...);
  return all;
}

inline Step noting(const std::string& id, Trigger trigger) {
  return step_of(id, std::move(trigger), R"("do": "note", "text": ")" + id + "\"");
}

inline promql::Expression query(std::string_view text) {
  auto parsed = promql::parse(text);
  REQUIRE(parsed);
  return *std::move(parsed);
}

/// A third party's identity provider, six servers with two versions, and a deploy tool.
inline Scenario services_only() {
  Scenario scenario;
  scenario.name = "test";
  const auto versions = [](std::vector<std::string> names, Duration startup) {
    std::vector<Version> all;
    for (std::string& name : names) {
      all.push_back({.name = std::move(name), .behaviour = {}});
      all.back().behaviour.startup = startup;
    }
    return all;
  };
  scenario.services = {{.name = "identity",
                        .kind = ServiceKind::auth_provider,
                        .third_party = true,
                        .version = "1",
                        .versions = versions({"1", "2"}, 10s)},
                       {.name = "server",
                        .replicas = 6,
                        .version = "4.2.0",
                        .versions = versions({"4.2.0", "5.0.0"}, 2min)},
                       {.name = "tool", .version = "", .versions = versions({""}, 10s)}};
  return scenario;
}

/// A scenario's steps played on a World that answers as it is told.
class Play {
 public:
  explicit Play(std::vector<Step> script, std::vector<Step> response = {}, Seed seed = Seed{1})
      : scenario_(services_only()),
        timeline_(scheduler_, [](const Event&) {}) {
    scenario_.script = std::move(script);
    scenario_.response = std::move(response);
    director_.emplace(timeline_, world, scenario_, seed);
    director_->start();
  }

  void until(Duration end) { scheduler_.run_until(Instant{end}); }

  /// Somebody else records an event at that time.
  void happens(Duration at, Event event) {
    scheduler_.at(Instant{at}, [this, event = std::move(event)] { timeline_.record(event); });
  }

  /// "900 rollout_step release" for each event, in order: seconds, type, step.
  std::vector<std::string> told() const {
    std::vector<std::string> lines;
    for (const Event& event : timeline_.events()) {
      const auto seconds =
          std::chrono::duration_cast<std::chrono::seconds>(event.known.time_since_epoch());
      lines.push_back(std::to_string(seconds.count()) + " " + std::string{to_string(event.type)} +
                      " " + event.step);
    }
    return lines;
  }

  /// The only event of that type.
  const Event& only_event(EventType type) const {
    const Event* found = nullptr;
    for (const Event& event : timeline_.events()) {
      if (event.type == type) {
        REQUIRE(found == nullptr);
        found = &event;
      }
    }
    REQUIRE(found != nullptr);
    return *found;
  }

  const Event& event(EventId id) const {
    return timeline_.events().at(static_cast<std::size_t>(id) - 1);
  }

  const std::vector<Event>& events() const { return timeline_.events(); }

  control::Director& director() { return *director_; }

  simulated::Scheduler& scheduler() { return scheduler_; }

 private:
  simulated::Scheduler scheduler_;

 public:
  RecordingWorld world{scheduler_};

 private:
  Scenario scenario_;
  control::Timeline timeline_;
  std::optional<control::Director> director_;
};

}  // namespace firedrill::tests
