#pragma once

#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Pages never arrive: those of its share.
/// {"fault": "pager_lost", "share": "50%"}
struct PagerLost {
  static constexpr std::string_view kind = "pager_lost";
  static constexpr std::string_view summary = "pages never reach the people they are for";
  static constexpr std::string_view of_response = "pager";

  struct State {};

  static PagerLost parse(ObjectReader& /*reader*/) { return {}; }

  static PageVerdict on_page(State& /*state*/, Instant /*now*/) { return {.lost = true}; }
};

}  // namespace firedrill::faults
