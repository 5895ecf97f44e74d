#include "harness/journal/behind_schedule.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <variant>

#include <fmt/format.h>

#include "harness/journal/query.hpp"
#include "harness/journal/windows.hpp"
#include "harness/text/duration.hpp"

namespace firedrill {
namespace {

/// A detail that is a number of nanoseconds; 0 if it is none.
Duration nanoseconds(const Event& event, std::string_view key) {
  const std::string_view digits = detail(event, key).value_or("");
  std::int64_t value = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return Duration{parsed.ec == std::errc{} && value > 0 ? value : 0};
}

/// By how much of the incident the run was late while the target was measured.
Duration late_meanwhile(const BehindSchedule& behind, const TargetResult& target) {
  return behind.when.total_meeting(
      {.from = target.clock_start, .until = target.clock_start + *target.actual});
}

bool is_too_close(const BehindSchedule& behind, const TargetResult& target) {
  if (!target.actual || !target.margin) {
    return false;
  }
  const Duration margin = *target.margin < Duration{} ? -*target.margin : *target.margin;
  const Duration late = late_meanwhile(behind, target);
  return late > Duration{} && margin <= late;
}

/// When the client whom a second's slowest answer came to had asked, on the incident clock.
Instant first_asked(const TrafficRecord& record, double speed) {
  if (record.latency.empty()) {
    return record.second;
  }
  const Duration slowest = latency_bucket_end(record.latency.back().first);
  const double passed = std::min(static_cast<double>(slowest.count()) * speed, 1e18);
  return record.second - Duration{static_cast<Duration::rep>(passed)};
}

/// Failed requests of the seconds whose requests were under way while the run was late.
double failed_meanwhile(const LateSpans& when, const Journal& journal) {
  double failed = 0;
  for (const TrafficRecord& record : journal.traffic) {
    const Instant from = first_asked(record, journal.header.speed);
    const Instant end = record.second + std::chrono::seconds{1} - Duration{1};
    const bool is_late = when.total_meeting({.from = from, .until = end}) > Duration{};
    failed += is_late ? static_cast<double>(record.bad) : 0;
  }
  return failed;
}

/// How many of what a quantity counts came since then, at most.
double came_since(Instant since, Quantity quantity, const Journal& journal) {
  const bool counts_pages = quantity == Quantity::pages || quantity == Quantity::false_pages;
  if (counts_pages) {
    return static_cast<double>(
        std::count_if(journal.events.begin(), journal.events.end(), [&](const Event& event) {
          return event.type == EventType::page_delivered && event.happened >= since;
        }));
  }
  const std::vector<ImpactWindow> windows = impact_windows(journal);
  return static_cast<double>(
      std::count_if(windows.begin(), windows.end(), [&](const ImpactWindow& window) {
        return window.end >= since;
      }));
}

/// Late answers make more failures, impacts and pages than there would be, not fewer.
bool is_too_close(const BehindSchedule& behind,
                  const QuantityTarget& rule,
                  const TargetResult& target,
                  const Journal& journal) {
  if (!target.actual_count || !rule.at_most || *target.actual_count <= *rule.at_most) {
    return false;
  }
  const double excess = *target.actual_count - *rule.at_most;
  if (rule.quantity != Quantity::failed_requests) {
    return excess <= came_since(behind.when.all().front().from, rule.quantity, journal);
  }
  const auto all = static_cast<double>(total_traffic(journal).answered());
  return (rule.ratio ? excess * all : excess) <= failed_meanwhile(behind.when, journal);
}

}  // namespace

Event to_event(const BehindSchedule& behind) {
  return {.happened = behind.when.all().front().from,
          .type = EventType::behind_schedule,
          .what = fmt::format(
              "the machine was too slow: what was due came up to {} of wall time late, which may "
              "move this run's times by {} ({})",
              brief(behind.wall),
              brief(behind.when.total()),
              behind.who),
          .subject = behind.who,
          .by = "world",
          .details = {{"spans_ns", to_text(behind.when)},
                      {"wall_ns", std::to_string(behind.wall.count())}}};
}

std::optional<BehindSchedule> how_far_behind(const Journal& journal) {
  const Event* event = first_event(journal, EventType::behind_schedule);
  const auto when =
      event == nullptr ? std::nullopt : late_spans_from(detail(*event, "spans_ns").value_or(""));
  if (!when || when->empty()) {
    return std::nullopt;
  }
  return BehindSchedule{
      .when = *when, .wall = nanoseconds(*event, "wall_ns"), .who = event->subject};
}

void doubt_close_calls(const Journal& journal, std::vector<TargetResult>& targets) {
  const std::optional<BehindSchedule> behind = how_far_behind(journal);
  if (!behind) {
    return;
  }
  for (TargetResult& target : targets) {
    if (target.status == TargetStatus::no_data || !target.definition.known_miss.empty()) {
      continue;
    }
    const auto* count = std::get_if<QuantityTarget>(&target.definition.rule);
    const bool is_close = count == nullptr ? is_too_close(*behind, target)
                                           : is_too_close(*behind, *count, target, journal);
    if (is_close) {
      const Duration late =
          count == nullptr ? late_meanwhile(*behind, target) : behind->when.total();
      target.status = TargetStatus::too_close;
      target.why = fmt::format("the machine was up to {} behind the schedule", brief(late));
    }
  }
}

}  // namespace firedrill
