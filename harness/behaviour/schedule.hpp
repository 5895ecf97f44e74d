#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "harness/text/time_zone.hpp"

namespace firedrill {

/// A part of every week, by local clocks.
struct WeeklyWindow {
  static constexpr std::int64_t day_s = 86'400;
  static constexpr std::int64_t week_s = 7 * day_s;

  std::int64_t from_s = 0;         ///< since Monday 00:00, below week_s
  std::int64_t length_s = week_s;  ///< may go on into the next week
};

/// People who take turns. Times are seconds since the Unix epoch.
struct RotationLayer {
  std::vector<std::size_t> people;             ///< in the order of their turns; never empty
  std::int64_t first_turn_unix_s = 0;          ///< a turn of the first of them begins then
  std::int64_t turn_s = WeeklyWindow::week_s;  ///< more than 0
  std::int64_t from_unix_s = std::numeric_limits<std::int64_t>::min();  ///< before: nobody
  std::int64_t to_unix_s = std::numeric_limits<std::int64_t>::max();    ///< from then on: nobody
  std::vector<WeeklyWindow> only = {};  ///< at other times nobody; empty: at all times
};

/// Who is on call in place of whoever else would be.
struct ScheduleOverride {
  std::size_t person = 0;
  std::int64_t from_unix_s = 0;
  std::int64_t to_unix_s = 0;  ///< exclusive
};

/// Who is on call when: one person at a time, or nobody. The last override that holds wins, else
/// the last layer that has somebody. Turns of whole days change hands at the same time of day all
/// year round; shorter ones last as long as they say, whatever the clocks do. A time of day that
/// clocks show twice counts the first time, one that they leap over when they leap.
/// Source: PagerDuty's schedules (rotation_virtual_start, rotation_turn_length_seconds,
/// daily_restriction and weekly_restriction, the last layer wins, overrides on top); what becomes
/// of a change of hands in the hour of a clock change it does not say.
class Schedule {
 public:
  Schedule() = default;

  Schedule(TimeZone zone,
           std::vector<RotationLayer> layers,
           std::vector<ScheduleOverride> overrides = {})
      : zone_(std::move(zone)),
        layers_(std::move(layers)),
        overrides_(std::move(overrides)) {}

  /// The person on call; nullopt: nobody is, a gap.
  std::optional<std::size_t> on_call_at(std::int64_t unix_s) const;

 private:
  std::optional<std::size_t> on_call_at(const RotationLayer& layer, std::int64_t unix_s) const;
  std::int64_t turn_at(const RotationLayer& layer, std::int64_t unix_s) const;

  TimeZone zone_;
  std::vector<RotationLayer> layers_;
  std::vector<ScheduleOverride> overrides_;
};

/// What a clock shows, in seconds since midnight.
std::int64_t time_of_day_s(std::int64_t local_s);

/// Whether local clocks that show `local_s` stand within one of the windows.
bool is_within(const std::vector<WeeklyWindow>& windows, std::int64_t local_s);

}  // namespace firedrill
