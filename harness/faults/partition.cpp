#include "harness/faults/partition.hpp"

#include <array>
#include <utility>

namespace firedrill::faults {

Partition Partition::parse(ObjectReader& reader) {
  static constexpr std::array<std::pair<std::string_view, Loses>, 3> directions{
      {{"both", Loses::both}, {"requests", Loses::requests}, {"answers", Loses::answers}}};
  return {.loses = reader.choice<Loses>("loses", directions).value_or(Loses::both)};
}

Verdict Partition::decide(State& /*state*/, const DecideInput& /*input*/) const {
  if (loses == Loses::answers) {
    return SpoilAnswer{.code = code::timeout};
  }
  return NeverAnswer{};
}

}  // namespace firedrill::faults
