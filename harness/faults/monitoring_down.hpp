#pragma once

#include <string_view>

#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Prometheus hangs: it neither scrapes nor evaluates, and forgets nothing.
/// {"fault": "monitoring_down"}
struct MonitoringDown {
  static constexpr std::string_view kind = "monitoring_down";
  static constexpr std::string_view summary = "Prometheus hangs: nothing is scraped or evaluated";
  static constexpr std::string_view of_response = "prometheus";
  static constexpr bool has_no_share = true;

  struct State {};

  static MonitoringDown parse(ObjectReader& /*reader*/) { return {}; }
};

}  // namespace firedrill::faults
