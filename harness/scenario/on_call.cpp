#include "harness/scenario/on_call.hpp"

#include <chrono>
#include <string>

#include <fmt/format.h>

namespace firedrill {

std::string_view name_of(Channel channel) {
  return channel_names.at(static_cast<std::size_t>(channel)).first;
}

std::string stream_suffix(const Person& person) {
  return person.level ? fmt::format("/{}", *person.level) : "";
}

Distribution usual_acknowledgement() {
  using namespace std::chrono_literals;
  constexpr double at_once = 0.36;
  // The logarithm of the minutes is normal, with mean 2.29 and standard deviation 1.55.
  return zero_inflated(*Probability::from(at_once), Lognormal{.median = 592s, .p99 = 21'811s});
}

std::size_t policy_of(const OnCall& on_call, std::string_view receiver) {
  const auto found = on_call.receivers.find(receiver);
  return found == on_call.receivers.end() ? on_call.default_policy : found->second;
}

const std::string& name_of(const OnCall& on_call, const PageTarget& target) {
  return target.kind == PageTarget::Kind::person ? on_call.people[target.index].name
                                                 : on_call.schedules[target.index].name;
}

std::string names_of(const OnCall& on_call, const EscalationLevel& level) {
  std::string names;
  for (const PageTarget& target : level.targets) {
    names += (names.empty() ? "" : ", ") + name_of(on_call, target);
  }
  return names;
}

}  // namespace firedrill
