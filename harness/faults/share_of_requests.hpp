#pragma once

#include "harness/core/units.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// A fault that strikes all requests or a share of them, each by its own draw, and always alike: it
/// has the key "rate", 1 by default. `Kind` derives from this and has
///   static Verdict strike(), or strike() const
/// and, if it has keys of its own,
///   void read(ObjectReader&)
template <class Kind>
struct ShareOfRequests {  // NOLINT(cppcoreguidelines-pro-type-member-init): a rate has no default

  struct State {};

  Probability rate;

  static Kind parse(ObjectReader& reader) {
    Kind kind{{.rate = *Probability::from(reader.ratio("rate").value_or(1))}};
    if constexpr (requires { kind.read(reader); }) {
      kind.read(reader);
    }
    return kind;
  }

  Verdict decide(State& /*state*/, const DecideInput& input) const {
    if (input.random.chance(rate)) {
      return static_cast<const Kind*>(this)->strike();
    }
    return Pass{};
  }
};

}  // namespace firedrill::faults
