#pragma once

#include <string_view>

#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Prometheus gets no answer from a service's replicas, which serve their clients as ever: a wrong
/// port, a network policy, a metrics endpoint that is too slow.
/// {"fault": "scrape_failure", "service": "cart"}
struct ScrapeFailure {
  static constexpr std::string_view kind = "scrape_failure";
  static constexpr std::string_view summary = "scrapes of a service fail, which serves as ever";
  static constexpr std::string_view of_response = "prometheus";
  static constexpr bool is_of_services = true;

  struct State {};

  static ScrapeFailure parse(ObjectReader& /*reader*/) { return {}; }
};

}  // namespace firedrill::faults
