#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "mock_services/pager/fault.hpp"
#include "mock_services/pager/incidents.hpp"

namespace firedrill::pager {

/// All that `firedrill mock pager` can be told. The defaults are what it does without a file.
struct Config {
  Policy policy = {};
  std::uint32_t events_per_minute = 120;  ///< of one routing key, PagerDuty's limit; 0: no limit
  std::string api_token = {};             ///< that the REST API asks for; "": it asks for none
  bool may_reopen = true;                 ///< by REST; not in a run, whose incidents are over then
  std::vector<Fault> faults = {};
};

/// Reads the configuration. All mistakes are reported; with one of them the result is worth
/// nothing.
Config load_config(const Json& json, Diagnostics& diagnostics);

/// Reads one fault. Without an "id" it is called `id`. Mistakes are reported.
Fault load_fault(const Json& json, const std::string& id, Diagnostics& diagnostics);

}  // namespace firedrill::pager
