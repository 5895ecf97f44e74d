#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "harness/actions/operation.hpp"

namespace firedrill {

/// What one deploy did, kept for whoever rolls it back.
struct Deployment {
  std::string step;  ///< id of the deploy step
  std::string service;
  std::string from_version;
  std::string to_version;
  std::size_t replicas_changed = 0;
  bool finished = false;
};

struct FleetService {
  std::size_t replicas = 1;
  std::string version;       ///< the one that was put in place last; "" if the service has none
  bool third_party = false;  ///< not ours to roll back
};

/// What the control plane believes about the services: plain values that actions plan against. It
/// says what was asked for; what really runs is the World's business.
struct Fleet {
  std::map<std::string, FleetService> services;
  std::map<std::string, Deployment> deployments;  ///< by step id
  std::vector<std::string> active_faults;         ///< ids
};

}  // namespace firedrill
