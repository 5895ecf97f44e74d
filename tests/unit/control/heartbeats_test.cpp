#include "harness/control/heartbeats.hpp"

#include <optional>
#include <string>
#include <utility>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/journal/query.hpp"
#include "harness/simulated/scheduler.hpp"

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

/// A heartbeat, and the signs that it gets.
struct Ward {
  explicit Ward(Heartbeat heartbeat) {
    scenario.heartbeats = {std::move(heartbeat)};
    heartbeats.emplace(timeline, scenario, impact);
    heartbeats->start();
  }

  void evaluated(Duration at) {
    scheduler.at(Instant{at}, [this] { heartbeats->on_evaluation(); });
  }

  void sent(Duration at, const std::string& alert, bool is_resolved = false) {
    scheduler.at(Instant{at}, [this, alert, is_resolved] {
      heartbeats->on_sent({.labels = {{"alertname", alert}},
                           .annotations = {},
                           .starts_at_ms = 0,
                           .ends_at_ms = 0,
                           .is_resolved = is_resolved,
                           .generator_url = {}});
    });
  }

  void told_by_alertmanager(Duration at, const std::string& alert, const std::string& status) {
    scheduler.at(Instant{at}, [this, alert, status] {
      timeline.record({.type = EventType::notification_sent,
                       .subject = alert,
                       .by = "alertmanager",
                       .details = {{"status", status}}});
    });
  }

  /// "61 alert_firing" for each alert's event until then: seconds and type.
  std::vector<std::string> until(Duration end) {
    scheduler.run_until(Instant{end});
    std::vector<std::string> lines;
    for (const Event& event : timeline.events()) {
      if (event.by == "heartbeat") {
        lines.push_back(fmt::format(
            "{} {}",
            std::chrono::ceil<std::chrono::seconds>(event.known.time_since_epoch()).count(),
            to_string(event.type)));
      }
    }
    return lines;
  }

  Scenario scenario;
  simulated::Scheduler scheduler;
  control::Timeline timeline{scheduler, [](const Event&) {}};
  control::ImpactMonitor impact{timeline, ImpactRule{}};
  std::optional<control::Heartbeats> heartbeats;
};

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("a heartbeat fires when rules are no longer evaluated, and ends when they are again",
          "[unit][control]") {
  Ward ward({.name = "rules", .within = 1min});
  for (Duration at = 0s; at <= 2min; at += 15s) {
    ward.evaluated(at);
  }
  ward.evaluated(5min);

  CHECK(ward.until(350s) == Told{"181 alert_firing", "300 alert_resolved"});
  const Event& firing = ward.timeline.events().front();
  CHECK(firing.subject == "rules");
  CHECK(firing.what == "rules fires: no sign of the evaluation of rules for 1m");
  CHECK(detail(firing, "severity") == "page");
}

TEST_CASE("a sign at the last instant is in time", "[unit][control]") {
  Ward ward({.name = "rules", .within = 1min});
  ward.evaluated(1min);
  ward.evaluated(2min);

  CHECK(ward.until(179s).empty());
}

TEST_CASE("a heartbeat fires if no sign ever came", "[unit][control]") {
  CHECK(Ward({.name = "rules", .within = 1min}).until(2min) == Told{"61 alert_firing"});
}

TEST_CASE("a heartbeat that watches an alert hears that one only, while it fires",
          "[unit][control]") {
  Ward ward({.name = "switch", .alert = "Watchdog", .within = 1min});
  ward.sent(30s, "Watchdog");
  ward.evaluated(60s);
  ward.sent(60s, "Other");
  ward.sent(80s, "Watchdog", true);

  CHECK(ward.until(5min) == Told{"91 alert_firing"});
}

TEST_CASE("with an Alertmanager its messages are the signs", "[unit][control]") {
  Ward ward({.name = "switch", .alert = "Watchdog", .within = 1min});
  ward.told_by_alertmanager(30s, "Watchdog", "firing");
  ward.told_by_alertmanager(60s, "Other", "firing");
  ward.told_by_alertmanager(80s, "Watchdog", "resolved");

  CHECK(ward.until(5min) == Told{"91 alert_firing"});
}

TEST_CASE("a heartbeat names what has kept its sign away, and nothing if it is just impatient",
          "[unit][control]") {
  const auto cause_of = [](Event why, const std::string& alert = "Watchdog") {
    Ward ward({.name = "switch", .alert = alert, .within = 1min});
    ward.told_by_alertmanager(30s, "Watchdog", "firing");
    ward.evaluated(30s);
    ward.scheduler.at(Instant{40s}, [&] { ward.timeline.record(std::move(why)); });
    ward.until(2min);
    REQUIRE(ward.timeline.events().back().type == EventType::alert_firing);
    const Event* cause = find_event(ward.timeline.events(), ward.timeline.events().back().cause);
    return cause == nullptr ? "" : cause->what;
  };
  const auto note = [](const std::string& about, decltype(Event::details) details) {
    return Event{.what = "why", .subject = about, .details = std::move(details)};
  };

  CHECK(cause_of(note("", {{"prometheus", "down"}})) == "why");
  CHECK(cause_of(note("", {{"prometheus", "down"}}), "") == "why");
  CHECK(cause_of(note("Watchdog", {{"untold", "silenced"}})) == "why");
  CHECK(cause_of(note("Watchdog", {{"sign", "ended"}})) == "why");
  CHECK(cause_of({.type = EventType::notification_failed, .what = "why", .subject = "Watchdog"}) ==
        "why");
  CHECK(cause_of(note("", {{"prometheus", "up"}})) == "");
  CHECK(cause_of(note("Other", {{"untold", "silenced"}})) == "");
  CHECK(cause_of({.type = EventType::notification_failed, .what = "why"}, "") == "");
}

TEST_CASE("a sign that has come meanwhile explains nothing any more", "[unit][control]") {
  Ward ward({.name = "switch", .alert = "Watchdog", .within = 1min});
  ward.scheduler.at(Instant{10s}, [&] {
    ward.timeline.record({.what = "silenced", .subject = "Watchdog", .details = {{"untold", ""}}});
  });
  ward.told_by_alertmanager(30s, "Watchdog", "firing");

  CHECK(ward.until(2min) == Told{"91 alert_firing"});
  CHECK(ward.timeline.events().back().cause == EventId::none);
}
