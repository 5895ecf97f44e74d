#include "harness/behaviour/schedule.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/core/rng.hpp"

namespace firedrill {
namespace {

constexpr std::int64_t minute_s = 60;
constexpr std::int64_t hour_s = 60 * minute_s;
constexpr std::int64_t day_s = 24 * hour_s;
constexpr std::int64_t begin_s = 1'704'067'200;  // 2024-01-01T00:00:00Z, a Monday
constexpr std::int64_t lasts_s = 28 * day_s;

std::int64_t drawn(Rng& rng, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(high - low + 1)));
}

std::int64_t drawn_minute(Rng& rng) {
  return begin_s + drawn(rng, 0, lasts_s / minute_s) * minute_s;
}

/// Clocks that are turned up to three times in the four weeks, by up to two hours.
struct Clocks {
  std::int32_t first_s = 0;
  std::vector<TimeZone::Change> changes = {};

  explicit Clocks(Rng& rng) {
    first_s = static_cast<std::int32_t>(drawn(rng, -20, 20) * 30 * minute_s);
    std::int64_t at = begin_s;
    std::int32_t offset = first_s;
    for (std::int64_t left = drawn(rng, 0, 3); left > 0; --left) {
      at += drawn(rng, 2 * 24 * 60, 9 * 24 * 60) * minute_s;
      offset += static_cast<std::int32_t>(drawn(rng, -4, 4) * 30 * minute_s);
      changes.push_back({at, offset});
    }
  }

  /// Slow: goes through all changes.
  std::int64_t shown_at(std::int64_t unix_s) const {
    std::int32_t offset = first_s;
    for (const TimeZone::Change& change : changes) {
      offset = change.at_unix_s <= unix_s ? change.offset_s : offset;
    }
    return unix_s + offset;
  }
};

/// Days of the week and times of day, as somebody reads them from a calendar.
bool calendar_allows(const std::vector<WeeklyWindow>& windows, std::int64_t shown_s) {
  if (windows.empty()) {
    return true;
  }
  for (const WeeklyWindow& window : windows) {
    for (std::int64_t monday = begin_s - 42 * day_s; monday < begin_s + lasts_s + 14 * day_s;
         monday += 7 * day_s) {
      if (monday + window.from_s <= shown_s && shown_s < monday + window.from_s + window.length_s) {
        return true;
      }
    }
  }
  return false;
}

/// A layer that is walked through minute by minute, from its first turn on.
class WalkedLayer {
 public:
  WalkedLayer(const RotationLayer& layer, const Clocks& clocks)
      : layer_(layer),
        clocks_(clocks),
        next_shown_s_(clocks.shown_at(layer.first_turn_unix_s) + layer.turn_s),
        next_unix_s_(layer.first_turn_unix_s + layer.turn_s) {}

  std::optional<std::size_t> at(std::int64_t unix_s) {
    if (unix_s < layer_.first_turn_unix_s) {
      return std::nullopt;
    }
    const bool whole_days = layer_.turn_s % day_s == 0;
    const std::int64_t shown_s = clocks_.shown_at(unix_s);
    while (whole_days ? shown_s >= next_shown_s_ : unix_s >= next_unix_s_) {
      next_shown_s_ += layer_.turn_s;
      next_unix_s_ += layer_.turn_s;
      turn_ = (turn_ + 1) % layer_.people.size();
    }
    const bool open = unix_s >= layer_.from_unix_s && unix_s < layer_.to_unix_s &&
                      calendar_allows(layer_.only, shown_s);
    return open ? std::optional(layer_.people[turn_]) : std::nullopt;
  }

 private:
  const RotationLayer& layer_;
  const Clocks& clocks_;
  std::int64_t next_shown_s_;
  std::int64_t next_unix_s_;
  std::size_t turn_ = 0;
};

RotationLayer drawn_layer(Rng& rng) {
  RotationLayer layer;
  for (std::int64_t left = drawn(rng, 1, 4); left > 0; --left) {
    layer.people.push_back(static_cast<std::size_t>(drawn(rng, 0, 9)));
  }
  layer.first_turn_unix_s = drawn_minute(rng) - drawn(rng, 0, 1) * 30 * day_s;
  layer.from_unix_s = layer.first_turn_unix_s + drawn(rng, 0, 1) * day_s;
  const bool whole_days = drawn(rng, 0, 1) == 1;
  layer.turn_s = whole_days ? drawn(rng, 1, 8) * day_s : drawn(rng, 1, 40) * 37 * minute_s;
  if (drawn(rng, 0, 3) == 0) {
    layer.to_unix_s = drawn_minute(rng);
  }
  for (std::int64_t left = drawn(rng, 0, 3); left > 0; --left) {
    layer.only.push_back({.from_s = drawn(rng, 0, 7 * 24 * 60 - 1) * minute_s,
                          .length_s = drawn(rng, 1, 7 * 24 * 60) * minute_s});
  }
  return layer;
}

}  // namespace

TEST_CASE("a schedule says of every minute what somebody says who walks through them all",
          "[property][schedule]") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Rng rng = stream(Seed{seed}, "schedule");
    const Clocks clocks(rng);
    std::vector<RotationLayer> layers;
    for (std::int64_t left = drawn(rng, 0, 3); left > 0; --left) {
      layers.push_back(drawn_layer(rng));
    }
    std::vector<ScheduleOverride> overrides;
    for (std::int64_t left = drawn(rng, 0, 2); left > 0; --left) {
      const std::int64_t from = drawn_minute(rng);
      overrides.push_back({.person = static_cast<std::size_t>(drawn(rng, 10, 12)),
                           .from_unix_s = from,
                           .to_unix_s = from + drawn(rng, 1, 5000) * minute_s});
    }
    const Schedule schedule(TimeZone(clocks.first_s, clocks.changes), layers, overrides);

    std::vector<WalkedLayer> walked;
    std::int64_t first = begin_s;
    for (const RotationLayer& layer : layers) {
      walked.emplace_back(layer, clocks);
      first = std::min(first, layer.first_turn_unix_s);
    }
    std::size_t wrong = 0;
    for (std::int64_t now = first - first % minute_s; now < begin_s + lasts_s; now += minute_s) {
      std::optional<std::size_t> expected;
      for (WalkedLayer& layer : walked) {
        const std::optional<std::size_t> person = layer.at(now);
        expected = person ? person : expected;
      }
      for (const ScheduleOverride& each : overrides) {
        expected =
            each.from_unix_s <= now && now < each.to_unix_s ? std::optional(each.person) : expected;
      }
      wrong += schedule.on_call_at(now) == expected ? 0U : 1U;
    }
    INFO(fmt::format("seed {}", seed));
    CHECK(wrong == 0);
  }
}

}  // namespace firedrill
