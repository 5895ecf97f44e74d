#include "harness/actions/action.hpp"

#include "harness/text/kinds.hpp"

namespace firedrill {

std::span<const ActionInfo> action_kinds() {
  static constexpr auto table = Kinds<Action>::table<ActionInfo>();
  return table;
}

std::string_view kind_of(const Action& action) {
  return Kinds<Action>::name_of(action);
}

std::optional<Action> parse_action(ObjectReader& reader) {
  return Kinds<Action>::parse("do", "the action", reader);
}

Plan plan(const Action& action, std::string_view step, const Fleet& fleet) {
  return std::visit([&](const auto& kind) { return kind.plan(step, fleet); }, action);
}

}  // namespace firedrill
