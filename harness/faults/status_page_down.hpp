#pragma once

#include <string_view>

#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// The status page is down, as where it runs on what has failed: nobody can post on it, and
/// customers who would read it report instead.
/// {"fault": "status_page_down"}
struct StatusPageDown {
  static constexpr std::string_view kind = "status_page_down";
  static constexpr std::string_view summary =
      "the status page is down: nobody can post there, and customers cannot read it";
  static constexpr std::string_view of_response = "status_page";
  static constexpr bool has_no_share = true;

  struct State {};

  static StatusPageDown parse(ObjectReader& /*reader*/) { return {}; }
};

}  // namespace firedrill::faults
