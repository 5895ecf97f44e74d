#include "harness/faults/drop_first.hpp"

#include "harness/faults/reply_keys.hpp"

namespace firedrill::faults {

DropFirst DropFirst::parse(ObjectReader& reader) {
  return {.requests = reader.integer("requests", most_requests).required()};
}

Verdict DropFirst::decide(State& state, const DecideInput& /*input*/) const {
  if (state.dropped == requests) {
    return Pass{};
  }
  ++state.dropped;
  return BreakConnection{.code = code::reset};
}

}  // namespace firedrill::faults
