#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// A level of a policy, by their indices.
struct LevelOfPolicy {
  std::size_t policy = 0;
  std::size_t level = 0;
};

/// Who it is that a level pages, at the moment at which it does.
class Roster {
 public:
  /// The scenario must outlive it.
  explicit Roster(const Scenario& scenario)
      : on_call_(scenario.on_call),
        starts_at_(scenario.starts_at_unix_ns) {}

  /// Indices of people, each once, in the order of the level's targets; empty: nobody is on call.
  /// Each call is one page, and takes the next turn of a level that goes round.
  std::vector<std::size_t> whom_to_page(LevelOfPolicy at, Instant now);

  /// Nullopt: nobody whom the scenario describes.
  std::optional<std::size_t> person_named(std::string_view name) const;

  const EscalationLevel& level(LevelOfPolicy at) const {
    return on_call_.policies[at.policy].levels[at.level];
  }

 private:
  std::optional<std::size_t> person_behind(const PageTarget& target, Instant now) const;

  const OnCall& on_call_;
  Duration starts_at_;  ///< t = 0, since the Unix epoch
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> turns_;  ///< by policy and level
};

}  // namespace firedrill::control
