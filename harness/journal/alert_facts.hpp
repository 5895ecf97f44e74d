#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/journal/event.hpp"

/// What the details of events say of alerts, as numbers.
namespace firedrill {

/// A detail that is a number of nanoseconds.
std::optional<Duration> duration_of(const Event& event, std::string_view key);

/// A detail that is a time since t = 0, in nanoseconds.
std::optional<Instant> instant_of(const Event& event, std::string_view key);

/// What an alert_pending or alert_firing says of its condition.
struct ConditionTiming {
  Instant held{};     ///< began to hold, as far as scrapes can tell
  Instant scraped{};  ///< the last scrape until then
  Instant pending{};  ///< the evaluation that saw it first
  Duration pending_for{};
  Duration scrape_interval{};
  Duration range{};  ///< how far back its rule looks; zero: not known
};

/// Nullopt if it says nothing: alerts of other detectors, and of older journals.
std::optional<ConditionTiming> timing_of(const Event& alert);

/// The rule and the series: what the events of one alert have in common.
std::string alert_key(const Event& alert);

/// The alert_firing, or alert_resolved, events of the alerts that a notification is about.
std::vector<EventId> alerts_of(const Event& notification);

}  // namespace firedrill
