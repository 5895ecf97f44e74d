#include "harness/faults/error_rate.hpp"

#include "harness/faults/reply_keys.hpp"

namespace firedrill::faults {

ErrorRate ErrorRate::parse(ObjectReader& reader) {
  return {.rate = *Probability::from(reader.ratio("rate").required()),
          .reply = read_reply(reader),
          .retry_after = read_retry_after(reader)};
}

Verdict ErrorRate::strike() const {
  return Reply{.status = reply, .retry_after = retry_after};
}

Verdict ErrorRate::decide(State& /*state*/, const DecideInput& input) const {
  return input.random.chance(rate) ? strike() : Pass{};
}

}  // namespace firedrill::faults
