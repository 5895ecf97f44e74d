#pragma once

#include "harness/core/units.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// A fault that strikes all requests or a share of them, each by its own draw, and always alike: it
/// has the key "rate", 1 by default. `Kind` derives from this and has
///   static Verdict strike()
template <class Kind>
struct ShareOfRequests {  // NOLINT(cppcoreguidelines-pro-type-member-init): a rate has no default

  struct State {};

  Probability rate;

  static Kind parse(ObjectReader& reader) {
    return Kind{{.rate = *Probability::from(reader.ratio("rate").value_or(1))}};
  }

  Verdict decide(State& /*state*/, const DecideInput& input) const {
    if (input.random.chance(rate)) {
      return Kind::strike();
    }
    return Pass{};
  }
};

}  // namespace firedrill::faults
