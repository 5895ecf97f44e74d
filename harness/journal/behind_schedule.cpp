#include "harness/journal/behind_schedule.hpp"

#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <variant>

#include <fmt/format.h>

#include "harness/journal/query.hpp"
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

bool is_too_close(const BehindSchedule& behind, const TargetResult& target) {
  if (!target.actual || !target.margin) {
    return false;
  }
  const Duration margin = *target.margin < Duration{} ? -*target.margin : *target.margin;
  return target.clock_start <= behind.until &&
         target.clock_start + *target.actual >= behind.since && margin <= behind.by;
}

/// Failed requests of the seconds in which the run was late.
double failed_meanwhile(const BehindSchedule& behind, const Journal& journal) {
  double failed = 0;
  for (const TrafficRecord& record : journal.traffic) {
    const bool later = record.second > behind.until;
    const bool earlier = record.second + std::chrono::seconds{1} <= behind.since;
    failed += later || earlier ? 0 : static_cast<double>(record.bad);
  }
  return failed;
}

/// Late answers make more failures, impacts and pages than there would be, not fewer.
bool is_too_close(const BehindSchedule& behind,
                  const QuantityTarget& rule,
                  const TargetResult& target,
                  const Journal& journal) {
  if (!target.actual_count || !rule.at_most || *target.actual_count <= *rule.at_most) {
    return false;
  }
  if (rule.quantity != Quantity::failed_requests) {
    return true;
  }
  const auto all = static_cast<double>(total_traffic(journal).answered());
  const double excess = *target.actual_count - *rule.at_most;
  return (rule.ratio ? excess * all : excess) <= failed_meanwhile(behind, journal);
}

}  // namespace

Event to_event(const BehindSchedule& behind) {
  return {.happened = behind.since,
          .type = EventType::behind_schedule,
          .what = fmt::format(
              "the machine was too slow: what was due came up to {} of wall time late, which may "
              "move this run's times by {} ({})",
              brief(behind.wall),
              brief(behind.by),
              behind.who),
          .subject = behind.who,
          .by = "world",
          .details = {{"until_ns", std::to_string(behind.until.time_since_epoch().count())},
                      {"wall_ns", std::to_string(behind.wall.count())},
                      {"by_ns", std::to_string(behind.by.count())}}};
}

std::optional<BehindSchedule> how_far_behind(const Journal& journal) {
  const Event* event = first_event(journal, EventType::behind_schedule);
  if (event == nullptr) {
    return std::nullopt;
  }
  return BehindSchedule{.since = event->happened,
                        .until = Instant{nanoseconds(*event, "until_ns")},
                        .wall = nanoseconds(*event, "wall_ns"),
                        .by = nanoseconds(*event, "by_ns"),
                        .who = event->subject};
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
    if (count == nullptr ? is_too_close(*behind, target)
                         : is_too_close(*behind, *count, target, journal)) {
      target.status = TargetStatus::too_close;
      target.why = fmt::format("the machine was up to {} behind the schedule", brief(behind->by));
    }
  }
}

}  // namespace firedrill
