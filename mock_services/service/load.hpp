#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"
#include "harness/text/reader.hpp"
#include "mock_services/service/settings.hpp"

namespace firedrill::mock {

/// Reads a mock's own configuration (docs/mock-service.md): the keys of a service in a scenario but
/// for "auth" and "versions", and "name", "answers", "addresses", "upstream", "header_faults",
/// "seed". Mistakes go to the diagnostics, all of them; what is returned then is of no use.
ServiceSettings read_service_settings(const Json& document, Diagnostics& diagnostics);

/// Where one caller finds a process that cannot tell its callers otherwise.
struct Entrance {
  std::string caller;  ///< a service; "": everybody else
  std::uint16_t port = 0;
};

/// What the live world orders one process to be: part of a scenario, on a certain port.
struct ReplicaOrder {
  std::string scenario;     ///< file
  std::string beside = {};  ///< folder of the files that it names; empty: its own
  ServiceSettings settings = {};
  std::uint16_t port = 0;
  /// Beside `port`. A gateway before what speaks no HTTP has nothing else for callers.
  std::vector<Entrance> entrances = {};
  /// When to listen, on the machine's monotonic clock: how readiness is held back until a startup
  /// has taken as long as it should. Zero: at once.
  Duration listens_at{};
};

/// Reads an order but for what is in the scenario.
ReplicaOrder read_replica_order(const Json& document, Diagnostics& diagnostics);

/// Keys "oldest_key", "newest_key" and "keys_cause" of an order, and of the admin call that tells
/// an auth provider of a rotation.
KeyGenerations read_key_generations(ObjectReader& reader);
std::string to_json(const KeyGenerations& keys);

/// Takes over from the scenario what its service and version are. False: it has none such.
bool fill_from(const Scenario& scenario, ServiceSettings& settings);

/// Draws how old the caches of a replica are at the start of the run, as the simulated world does.
/// Requires fill_from().
void age_caches(const Scenario& scenario, ServiceSettings& settings);

/// An order as read_replica_order() reads it.
std::string to_json(const ReplicaOrder& order);

}  // namespace firedrill::mock
