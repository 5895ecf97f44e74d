#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/result.hpp"
#include "mock_services/proxy/toxic.hpp"

namespace firedrill::cli {

/// A fault as a step of a scenario has it.
struct FaultKeys {
  std::string_view fault;
  std::vector<std::pair<std::string_view, std::string>> keys =
      {};                         ///< its own; the values are JSON
  std::string_view assumes = {};  ///< what the toxic does not say, or says otherwise; "" nothing
};

/// What does to requests nearly what the toxic does to their bytes. The error says why there is no
/// such fault.
Result<FaultKeys> nearest_fault(const proxy::Toxic& toxic);

}  // namespace firedrill::cli
