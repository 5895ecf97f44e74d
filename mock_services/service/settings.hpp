#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/faults/fault.hpp"
#include "harness/journal/event.hpp"
#include "harness/scenario/service.hpp"
#include "mock_services/http/answer.hpp"
#include "mock_services/http/client.hpp"
#include "mock_services/http/message.hpp"

namespace firedrill::mock {

/// A path with the reply that real services which call the mock shall get.
struct CannedReply {
  std::string method = "GET";
  std::string path;
  http::Reply reply;
};

/// Who a service is to the auth providers that it uses.
struct ClientIdentity {
  std::string id = "firedrill";
  std::string secret = "secret";  ///< keys follow from it too, where a contract wants them
};

/// The signing keys of an auth provider, numbered as they come into use. All its replicas have the
/// same: each key follows from a secret of the run, the provider's name and the key's number.
struct KeyGenerations {
  std::uint32_t oldest = 0;       ///< that is still published
  std::uint32_t newest = 0;       ///< signs
  EventId cause = EventId::none;  ///< of the last rotation
};

/// How old what a client keeps of an auth provider is at the start of a run: the world existed
/// before it, so not all caches expire at once. Incident clock.
struct CacheAges {
  Duration token{};
  Duration keys{};
};

/// A contract that a provider defines.
struct ProviderContract {
  std::string provider;
  Contract contract;
};

/// What clients may ask for in the headers of their requests, and for which share of them (see
/// HeaderFaults).
struct HeaderFaultLimits {
  std::optional<Probability> abort = {};             ///< nullopt: none are aborted
  std::optional<Probability> delay = {};             ///< nullopt: none are delayed
  Duration longest_delay = std::chrono::minutes{1};  ///< longer ones are cut to it; wall time
};

/// One process of a mock service: which version of what it is, and whom it calls.
struct ServiceSettings {
  std::string name = "service";
  std::string version = {};
  std::size_t ordinal = 0;  ///< among the replicas of its service
  Behaviour behaviour = {};
  ShownMetrics shown = {};
  std::vector<CannedReply> canned = {};
  /// What answers a request that has been worked on, and admin requests that are not the service's;
  /// empty: a canned reply, or 200.
  std::function<http::Answer(const http::Request&)> answer = {};
  /// Where the services that it calls answer, and the auth providers that it uses, by name.
  std::map<std::string, std::vector<http::Origin>> addresses = {};
  /// Whose requests it passes on instead of working on them, once its faults have had their say: it
  /// is a gateway before somebody else's server. nullopt: it works itself.
  std::optional<http::Origin> upstream = {};
  ClientIdentity client = {};
  std::vector<CacheAges> cache_ages = {};  ///< for each of behaviour.auth; or empty
  std::vector<ProviderContract> contracts = {};
  /// Faults that may be injected by their id alone.
  std::vector<FaultSpec> faults = {};
  std::optional<HeaderFaultLimits> header_faults = {};  ///< nullopt: such headers are not heeded
  /// Where it notes what must outlive it: a path to which FaultCounts and LateTurns add a suffix;
  /// empty: nowhere.
  std::string notes = {};
  double speed = 1;  ///< of the incident clock
  /// When it works at full speed, on the machine's monotonic clock; nullopt: `warm_up` from now on.
  std::optional<Duration> warm_at = {};
  Seed seed{1};
  /// Who tells it to leave has put another process in its place, at its address.
  bool hands_over = false;
  KeyGenerations keys = {};               ///< of an auth provider, at first
  EventId version_cause = EventId::none;  ///< what put this version in place

  unsigned life = 0;  ///< number among the processes of its replica, from 1; 0: it is on its own

  std::string note(const char* suffix) const { return notes.empty() ? "" : notes + suffix; }

  /// One for all processes of the service.
  std::string shared_note(const char* suffix) const {
    const std::string folder = notes.substr(0, notes.rfind('/') + 1);
    return notes.empty() ? "" : folder + name + suffix;
  }

  std::string instance() const { return name + "-" + std::to_string(ordinal); }
};

}  // namespace firedrill::mock
