#include "harness/faults/fail_every.hpp"

#include "harness/faults/reply_keys.hpp"

namespace firedrill::faults {

FailEvery FailEvery::parse(ObjectReader& reader) {
  return {.requests = reader.integer("requests", most_requests).required(),
          .reply = read_reply(reader)};
}

Verdict FailEvery::decide(State& state, const DecideInput& /*input*/) const {
  if (++state.passed < requests) {
    return Pass{};
  }
  state.passed = 0;
  return Reply{.status = reply};
}

}  // namespace firedrill::faults
