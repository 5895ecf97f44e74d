#include "harness/behaviour/schedule.hpp"

#include <algorithm>

namespace firedrill {
namespace {

constexpr std::int64_t thursday = 3;  // 1970-01-01 was one

/// Division that rounds down.
std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

std::int64_t floor_modulo(std::int64_t value, std::int64_t by) {
  return value - floor_divide(value, by) * by;
}

}  // namespace

std::int64_t time_of_day_s(std::int64_t local_s) {
  return floor_modulo(local_s, WeeklyWindow::day_s);
}

bool is_within(const std::vector<WeeklyWindow>& windows, std::int64_t local_s) {
  const std::int64_t since_monday =
      floor_modulo(local_s + thursday * WeeklyWindow::day_s, WeeklyWindow::week_s);
  return std::any_of(windows.begin(), windows.end(), [since_monday](const WeeklyWindow& window) {
    return floor_modulo(since_monday - window.from_s, WeeklyWindow::week_s) < window.length_s;
  });
}

std::optional<std::size_t> Schedule::on_call_at(std::int64_t unix_s) const {
  const auto override_now =
      std::find_if(overrides_.rbegin(), overrides_.rend(), [unix_s](const ScheduleOverride& each) {
        return each.from_unix_s <= unix_s && unix_s < each.to_unix_s;
      });
  if (override_now != overrides_.rend()) {
    return override_now->person;
  }
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
    if (const auto person = on_call_at(*layer, unix_s)) {
      return person;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> Schedule::on_call_at(const RotationLayer& layer,
                                                std::int64_t unix_s) const {
  const bool holds = layer.from_unix_s <= unix_s && unix_s < layer.to_unix_s &&
                     (layer.only.empty() || is_within(layer.only, zone_.local_at(unix_s)));
  if (!holds) {
    return std::nullopt;
  }
  const auto count = static_cast<std::int64_t>(layer.people.size());
  return layer.people[static_cast<std::size_t>(floor_modulo(turn_at(layer, unix_s), count))];
}

/// Which turn it is, counted from the first one, before it negative.
std::int64_t Schedule::turn_at(const RotationLayer& layer, std::int64_t unix_s) const {
  if (layer.turn_s % WeeklyWindow::day_s != 0) {
    return floor_divide(unix_s - layer.first_turn_unix_s, layer.turn_s);
  }
  const std::int64_t first_local = zone_.local_at(layer.first_turn_unix_s);
  const auto begins = [&](std::int64_t turn) {
    return zone_.first_at(first_local + turn * layer.turn_s);
  };
  std::int64_t turn = floor_divide(zone_.local_at(unix_s) - first_local, layer.turn_s);
  while (begins(turn) > unix_s) {
    --turn;
  }
  while (begins(turn + 1) <= unix_s) {
    ++turn;
  }
  return turn;
}

}  // namespace firedrill
