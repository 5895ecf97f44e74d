#pragma once

#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// Others use the processor: the service's own work takes so many times as long.
/// {"fault": "cpu_theft", "factor": 4}
struct CpuTheft {
  static constexpr std::string_view kind = "cpu_theft";
  static constexpr std::string_view summary =
      "the own work of a service takes several times as long";
  static constexpr bool is_silent = true;
  static constexpr bool is_of_services = true;

  struct State {};

  double factor = 1;  ///< 1 to 1000

  static CpuTheft parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
