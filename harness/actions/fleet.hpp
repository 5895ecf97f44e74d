#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "harness/actions/operation.hpp"
#include "harness/actions/outcome.hpp"

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
  std::map<std::string, FaultTarget> faults;      ///< active ones, by id
  std::map<std::string, std::string> sheds;       ///< active shed_loads by step id: the population
};

/// Takes in that the step has asked the World for an operation, and how that ended.
void operation_began(Fleet& fleet, const std::string& step, const Operation& operation);
void operation_ended(Fleet& fleet,
                     const std::string& step,
                     const Operation& operation,
                     Outcome outcome);

}  // namespace firedrill
