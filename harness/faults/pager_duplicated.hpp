#pragma once

#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Pages arrive twice.
/// {"fault": "pager_duplicated"}
struct PagerDuplicated {
  static constexpr std::string_view kind = "pager_duplicated";
  static constexpr std::string_view summary = "pages reach the people they are for twice";
  static constexpr std::string_view of_response = "pager";

  struct State {};

  static PagerDuplicated parse(ObjectReader& /*reader*/) { return {}; }

  static PageVerdict on_page(State& /*state*/, Instant /*now*/) { return {.copies = 1}; }
};

}  // namespace firedrill::faults
