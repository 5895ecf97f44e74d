#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/engine/shown_series.hpp"

namespace firedrill {

/// Which replica a fact is about.
struct ReplicaIdentity {
  std::string service;
  std::string instance = {};
  std::string version = {};
  std::size_t ordinal = 0;  ///< among the replicas of its service

  /// The same replica when it ran another version.
  ReplicaIdentity at(std::string other_version) const;
};

/// What both worlds count, as facts. `durations` may be null.
ShownFact requests_fact(const ReplicaIdentity& replica,
                        std::uint16_t code,
                        std::uint64_t count,
                        const LatencyCounts* durations);

/// How attempts of a call ended.
struct CallResult {
  std::string callee;
  std::uint16_t code;
};

ShownFact calls_fact(const ReplicaIdentity& replica,
                     const CallResult& result,
                     std::uint64_t count,
                     const LatencyCounts* durations);

struct AuthResult {
  std::string provider;
  std::string result;
};

ShownFact auth_requests_fact(const ReplicaIdentity& replica,
                             const AuthResult& result,
                             std::uint64_t count);

struct Load {
  std::size_t in_flight = 0;
  std::size_t queue_length = 0;
};

/// Adds in_flight, queue_length and up.
void add_gauge_facts(const ReplicaIdentity& replica,
                     const Load& load,
                     std::vector<ShownFact>& facts);

}  // namespace firedrill
