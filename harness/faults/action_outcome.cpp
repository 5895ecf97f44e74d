#include "harness/faults/action_outcome.hpp"

#include <array>
#include <utility>

namespace firedrill::faults {

ActionOutcome ActionOutcome::parse(ObjectReader& reader) {
  static constexpr std::array<std::pair<std::string_view, End>, 3> ends{
      {{"refused", End::refused}, {"failed", End::failed}, {"no_effect", End::no_effect}}};
  return {.step = reader.string("step").required(),
          .outcome = reader.choice<End>("outcome", ends).required()};
}

}  // namespace firedrill::faults
