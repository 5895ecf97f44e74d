#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/scenario/scenario.hpp"

namespace firedrill {

inline constexpr double most_speed = 1000;

/// How fast a live run's incident clock may go so that the wire clock, which is never scaled, blurs
/// no decision: what the scenario states ("live": {"speed": N}); else as often as the longest wire
/// timeout fits into the tightest target or the recovery window, at least 1.
double highest_honest_speed(const Scenario& scenario);

/// The reason, for messages: "shop may wait 30s for an answer, and ...".
std::string why_no_faster(const Scenario& scenario);

/// "60" or "2.5"; nullopt for what is no number from 1 to most_speed.
std::optional<double> parse_speed(std::string_view text);

}  // namespace firedrill
