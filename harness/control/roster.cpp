#include "harness/control/roster.hpp"

#include <algorithm>
#include <optional>

namespace firedrill::control {

std::vector<std::size_t> Roster::whom_to_page(LevelOfPolicy at, Instant now) {
  const std::vector<PageTarget>& targets = level(at).targets;
  const bool goes_round = level(at).assignment == Assignment::round_robin;
  std::size_t& turn = turns_[{at.policy, at.level}];
  std::vector<std::size_t> people;
  for (std::size_t step = 0; step < targets.size(); ++step) {
    const std::size_t place = goes_round ? (turn + step) % targets.size() : step;
    const std::optional<std::size_t> person = person_behind(targets[place], now);
    if (person && std::find(people.begin(), people.end(), *person) == people.end()) {
      people.push_back(*person);
    }
    if (goes_round && person) {
      turn = (place + 1) % targets.size();
      break;
    }
  }
  return people;
}

std::optional<std::size_t> Roster::person_named(std::string_view name) const {
  const auto& people = on_call_.people;
  const auto found = std::find_if(
      people.begin(), people.end(), [name](const Person& person) { return person.name == name; });
  return found == people.end() ? std::nullopt
                               : std::optional(static_cast<std::size_t>(found - people.begin()));
}

/// Index of the person whom a target means; nullopt: a schedule in which nobody is on call.
std::optional<std::size_t> Roster::person_behind(const PageTarget& target, Instant now) const {
  if (target.kind == PageTarget::Kind::person) {
    return target.index;
  }
  const Duration since_epoch = starts_at_ + now.time_since_epoch();
  return on_call_.schedules[target.index].schedule.on_call_at(
      std::chrono::floor<std::chrono::seconds>(since_epoch).count());
}

}  // namespace firedrill::control
