#include "harness/faults/fail_first.hpp"

#include "harness/faults/reply_keys.hpp"

namespace firedrill::faults {

FailFirst FailFirst::parse(ObjectReader& reader) {
  return {.requests = reader.integer("requests", most_requests).required(),
          .reply = read_reply(reader)};
}

Verdict FailFirst::decide(State& state, const DecideInput& /*input*/) const {
  if (state.failed == requests) {
    return Pass{};
  }
  ++state.failed;
  return Reply{.status = reply};
}

}  // namespace firedrill::faults
