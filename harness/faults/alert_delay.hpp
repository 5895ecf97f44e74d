#pragma once

#include <string_view>

#include "harness/core/time.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Alerts wait in Prometheus before they reach Alertmanager, or the pager where there is none; none
/// overtakes another.
/// {"fault": "alert_delay", "by": "3m"}
struct AlertDelay {
  static constexpr std::string_view kind = "alert_delay";
  static constexpr std::string_view summary = "alerts reach Alertmanager or the pager late";
  static constexpr std::string_view of_response = "prometheus";
  static constexpr bool has_no_share = true;

  struct State {};

  Duration by{};  ///< incident clock

  static AlertDelay parse(ObjectReader& reader) { return {.by = reader.duration("by").required()}; }
};

}  // namespace firedrill::faults
