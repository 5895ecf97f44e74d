#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/core/time.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// So many pages in each window of time get through, and no more: those above it are lost. Counted
/// for everybody together; a window begins with the first page after the one before.
/// {"fault": "pager_throttled", "allows": 2, "per": "10m"}
struct PagerThrottled {
  static constexpr std::string_view kind = "pager_throttled";
  static constexpr std::string_view summary = "so many pages in each window of time, not more";
  static constexpr std::string_view of_response = "pager";

  struct State {
    std::optional<Instant> ends = {};  ///< of the window
    std::int64_t taken = 0;            ///< in it
  };

  std::int64_t allows = 0;
  Duration per = std::chrono::minutes{1};  ///< incident clock

  static PagerThrottled parse(ObjectReader& reader);
  PageVerdict on_page(State& state, Instant now) const;
};

}  // namespace firedrill::faults
