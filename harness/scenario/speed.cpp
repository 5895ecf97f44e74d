#include "harness/scenario/speed.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/scenario/own_parts.hpp"
#include "harness/text/duration.hpp"

namespace firedrill {
namespace {

/// A duration and what it is.
using Named = std::pair<Duration, std::string>;

Named longest_wait(const Scenario& scenario) {
  Named longest{Duration::zero(), "nobody waits"};
  const auto add = [&](Duration timeout, const std::string& who) {
    longest = std::max(longest, Named{timeout, who});
  };
  for (const Population& population : scenario.traffic) {
    add(population.timeout, fmt::format("the clients \"{}\"", population.name));
  }
  for (const HealthCheck& check : scenario.health_checks) {
    add(check.timeout, fmt::format("the health check \"{}\"", check.name));
  }
  for (const Service& service : scenario.services) {
    for (const Version& version : service.versions) {
      for (const std::vector<Call>& group : version.behaviour.calls) {
        for (const Call& call : group) {
          add(call.timeout.value_or(Duration::zero()), service.name);
        }
      }
      for (const AuthUse& use : version.behaviour.auth) {
        add(use.call.timeout.value_or(Duration::zero()), service.name);
      }
    }
  }
  return longest;
}

Named tightest_limit(const Scenario& scenario) {
  Named tightest{scenario.impact.recovered_after, "the recovery window"};
  for (const TargetDefinition& target : scenario.targets) {
    if (const auto* rule = std::get_if<DurationTarget>(&target.rule)) {
      tightest = std::min(tightest, Named{rule->within, "the target " + target.name});
    }
  }
  return tightest;
}

}  // namespace

double highest_honest_speed(const Scenario& scenario) {
  if (!own_part_of(scenario).empty() || scenario.live.detector == Detector::external) {
    return 1;
  }
  if (scenario.live.speed) {
    return *scenario.live.speed;
  }
  const Duration wait = longest_wait(scenario).first;
  const Duration limit = tightest_limit(scenario).first;
  if (wait == Duration::zero()) {
    return most_speed;
  }
  return std::clamp(
      std::floor(static_cast<double>(limit.count()) / static_cast<double>(wait.count())),
      1.0,
      most_speed);
}

std::string why_no_faster(const Scenario& scenario) {
  if (const std::string own = own_part_of(scenario); !own.empty()) {
    return own;
  }
  if (scenario.live.detector == Detector::external) {
    return "Prometheus and Alertmanager (\"detector\": \"external\") keep wall time";
  }
  if (scenario.live.speed) {
    return "the scenario says so, key \"live\"";
  }
  const auto [wait, who] = longest_wait(scenario);
  const auto [limit, what] = tightest_limit(scenario);
  return fmt::format(
      "{} may wait {} for an answer, and {} is {}", who, to_text(wait), what, to_text(limit));
}

std::optional<double> parse_speed(std::string_view text) {
  double speed = 0;
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, speed);
  const bool is_speed = error == std::errc{} && last == end && speed >= 1 && speed <= most_speed;
  return is_speed ? std::optional{speed} : std::nullopt;
}

}  // namespace firedrill
