#include "harness/faults/timeout.hpp"

namespace firedrill::faults {

Timeout Timeout::parse(ObjectReader& reader) {
  return {.after = reader.duration("after").required()};
}

Verdict Timeout::decide(State& /*state*/, const DecideInput& /*input*/) const {
  return BreakConnection{.code = code::reset, .after = after};
}

}  // namespace firedrill::faults
