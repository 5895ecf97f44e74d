#include "harness/scenario/on_call.hpp"

namespace firedrill {

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
