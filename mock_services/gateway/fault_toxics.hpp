#pragma once

#include <cstdint>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/core/time.hpp"
#include "harness/faults/fault.hpp"
#include "mock_services/proxy/toxic.hpp"

namespace firedrill::gateway {

/// What a proxy does to connections to be a fault of requests (docs/live-runs.md has the table).
struct Hindrance {
  bool closes_port = false;  ///< nobody can connect, and who was connected is so no longer
  double rate = 1;           ///< share of the connections; the fault's profile is a share of it
  std::vector<proxy::Toxic> toxics = {};  ///< their names begin with the fault's id
};

/// The error says why no proxy can do it: "it is about HTTP".
Result<Hindrance> hindrance_of(const FaultSpec& fault);

/// The toxics of the fault's hindrance when it has lasted so long: its profile may have another
/// share by then, and it may have grown.
std::vector<proxy::Toxic> toxics_at(const Hindrance& hindrance,
                                    const FaultSpec& fault,
                                    Duration lasted);

/// How a fault ends the connections that it hits.
enum class Ending : std::uint8_t {
  none,
  at_once,
  silent,  ///< nothing more gets through
};

Ending ending_of(const Fault& fault);

/// Whether toxics_at() depends on the time.
bool changes_with_time(const FaultSpec& fault);

}  // namespace firedrill::gateway
