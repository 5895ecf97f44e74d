#pragma once

#include <optional>
#include <string_view>

#include "harness/core/time.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// The cache in front of a callee is lost: requests that would have found there what they need ask
/// the callee as well. It acts on the calls of an edge whose `share` is below 1.
/// {"fault": "cache_loss", "lost": "80%", "refills_in": "5m"}; all of it is lost by default, and
/// nothing fills it again while the fault lasts.
struct CacheLoss {
  static constexpr std::string_view kind = "cache_loss";
  static constexpr std::string_view summary =
      "the cache before a callee is lost, and what it would have answered is asked behind it";
  static constexpr bool is_silent = true;

  struct State {};

  double lost = 1;  ///< more than 0, at most 1
  std::optional<Duration> refills_in = {};

  static CacheLoss parse(ObjectReader& reader);

  /// Share of the requests without the call that make it all the same, so long after the fault
  /// began (incident clock, not negative).
  double missing_at(Duration lasted) const;
};

}  // namespace firedrill::faults
