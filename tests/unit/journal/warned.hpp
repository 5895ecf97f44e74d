#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/journal/pipeline_warnings.hpp"
#include "tests/support/journal_builder.hpp"

/// Journals for the tests of pipeline_warnings().
namespace firedrill::tests {

using namespace std::chrono_literals;
using enum EventType;

using Names = std::vector<std::string>;

inline std::vector<std::string> warned(const JournalBuilder& builder) {
  const Journal& journal = builder.build();
  std::vector<std::string> names;
  for (const PipelineWarning& warning : pipeline_warnings(journal, impact_windows(journal))) {
    names.emplace_back(warning.name);
  }
  return names;
}

/// Of the first one.
inline std::string sentence(const JournalBuilder& builder) {
  const Journal& journal = builder.build();
  const auto all = pipeline_warnings(journal, impact_windows(journal));
  REQUIRE(!all.empty());
  return all.front().sentence;
}

inline Event alert(EventType type, EventId cause = EventId::none) {
  return {.type = type, .cause = cause, .subject = "Errors", .by = "alert"};
}

/// Alertmanager's, about the alerts of one event.
inline Event message(EventType type, EventId of, std::string_view status) {
  return {.type = type,
          .cause = of,
          .subject = "Errors",
          .by = "alertmanager",
          .details = {{"status", std::string(status)}, {"receiver", "team"}}};
}

inline Event untold(EventId of, std::string_view why, std::string_view alert) {
  return {.type = note,
          .cause = of,
          .subject = "Errors",
          .by = "alertmanager",
          .details = {{"untold", std::string(why)},
                      {"alert", std::string(alert)},
                      {"receiver", "team"},
                      {"repeat_interval_ns", "14400000000000"}}};
}

/// An impact from 100 s to 1000 s of a run of an hour, and its alert, of which a receiver hears.
struct Incident {
  Incident() : run(1h) {
    impact = run.event(100s, impact_started);
    fired = run.event(200s, alert(alert_firing, impact));
    told = run.event(230s, message(notification_sent, fired, "firing"));
    page = run.event(230s, Event{.type = page_accepted, .cause = told, .subject = "Errors"});
  }

  void ends(Duration resolved = 1060s) {
    run.event(1000s, Event{.type = recovered}, 1060s);
    end = run.event(resolved, alert(alert_resolved, fired));
  }

  JournalBuilder run;
  EventId impact = EventId::none;
  EventId fired = EventId::none;
  EventId told = EventId::none;
  EventId page = EventId::none;
  EventId end = EventId::none;
};

}  // namespace firedrill::tests
