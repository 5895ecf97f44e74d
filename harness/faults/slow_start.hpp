#pragma once

#include <string_view>

#include "harness/core/distribution.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// A process that starts while it lasts gets ready later than it would, by a draw of its own:
/// caches to fill, a registry that hands out images slowly; incident clock. It hurts nobody until
/// something starts.
/// {"fault": "slow_start", "by": "5m"}
struct SlowStart {
  static constexpr std::string_view kind = "slow_start";
  static constexpr std::string_view summary = "processes that start get ready later";

  struct State {};

  Distribution by;

  static SlowStart parse(ObjectReader& reader);
  static ProcessVerdict on_injected(Rng& random);
  ProcessVerdict on_started(Rng& random) const;
};

}  // namespace firedrill::faults
