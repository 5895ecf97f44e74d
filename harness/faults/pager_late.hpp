#pragma once

#include <string_view>

#include "harness/core/time.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Pages arrive later than they would.
/// {"fault": "pager_late", "by": "5m"}
struct PagerLate {
  static constexpr std::string_view kind = "pager_late";
  static constexpr std::string_view summary = "pages reach the people they are for late";
  static constexpr std::string_view of_response = "pager";

  struct State {};

  Duration by{};  ///< incident clock

  static PagerLate parse(ObjectReader& reader) { return {.by = reader.duration("by").required()}; }

  PageVerdict on_page(State& /*state*/, Instant /*now*/) const { return {.late = by}; }
};

}  // namespace firedrill::faults
