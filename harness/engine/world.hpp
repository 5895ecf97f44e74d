#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "harness/actions/operation.hpp"
#include "harness/actions/outcome.hpp"
#include "harness/core/time.hpp"
#include "harness/journal/event.hpp"
#include "harness/journal/journal.hpp"
#include "harness/journal/traffic.hpp"
#include "harness/promql/labels.hpp"

namespace firedrill {

/// What a World answers: exactly once for each operation, on the Scheduler's thread, never from
/// inside the call that started it.
struct OperationResult {
  Outcome outcome = Outcome::ok;
  std::string detail = {};  ///< a sentence for the timeline when outcome is not ok
  /// What made it end so, if an event is known: for a Probe the cause that its response carried.
  EventId cause = EventId::none;
  std::string output = {};  ///< the last lines of what a command of the user's own wrote
};

using Completion = std::function<void(const OperationResult&)>;

/// One exposed sample.
struct ScrapedSample {
  promql::Labels labels;  ///< all of them, with __name__ and the target's job and instance
  double value = 0;
};

struct ScrapeResult {
  bool up = false;  ///< false: the target did not answer; samples is empty
  std::vector<ScrapedSample> samples = {};
  std::string problem = {};  ///< why it is not up, where more is known
};

using ScrapeCompletion = std::function<void(ScrapeResult)>;

/// One thing that exposes metrics: a replica, or the load generator.
struct ScrapeTarget {
  std::string job;       ///< the service's name, or "firedrill" for the load generator
  std::string instance;  ///< "server-0"
};

/// What happens in the world without anybody having asked for it.
struct ReplicaChange {
  std::string service;
  std::size_t replica = 0;
  bool up = false;
  EventId cause = EventId::none;  ///< of the operation or fault that did it
  /// How much longer than its `startup` a program of the user's own took; zero: it did not.
  Duration overrun{};
};

struct WorldListener {
  std::function<void(TrafficRecord)> on_traffic;  ///< once a second and population
  std::function<void(const ReplicaChange&)> on_replica;
};

/// The seam between the control plane and the services: simulated::World and live::World.
///
/// Contract (tests/contract runs it on both):
///  * Everything happens on the Scheduler's thread.
///  * A Completion is called once, never from inside the call it was given to.
///  * An operation that names an unknown service, population or fault id is refused, never
///  undefined.
///  * A fault that is started is one of the scenario's steps: processes know it from there.
class World {
 public:
  World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  virtual ~World() = default;

  /// Brings every service up and starts traffic; completes when all replicas are ready. The first
  /// call.
  virtual void start(WorldListener listener, Completion done) = 0;

  /// Carries out one operation; `cause` is the event that responses changed by it will carry.
  virtual void perform(const Operation& operation, EventId cause, Completion done) = 0;

  virtual std::vector<ScrapeTarget> scrape_targets() const = 0;
  /// `target` is an index into scrape_targets().
  virtual void scrape(std::size_t target, ScrapeCompletion done) = 0;

  /// One tally for each fault ever injected, in order of injection (observed is filled from traffic
  /// by the caller).
  virtual std::vector<FaultTally> fault_tallies() const = 0;

  /// Stops traffic and services; flushes the last traffic records. The last call.
  virtual void stop() = 0;
};

}  // namespace firedrill
