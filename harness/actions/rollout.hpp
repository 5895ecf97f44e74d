#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/actions/operation.hpp"
#include "harness/actions/plan.hpp"
#include "harness/core/time.hpp"
#include "harness/text/reader.hpp"

namespace firedrill {

/// Keys "rollout" and "batches": whether the replicas are taken all at once or batch by batch.
struct Batching {
  bool rolling = false;
  std::optional<std::size_t> batches = {};  ///< rolling only, >= 2; none: one replica each

  static Batching parse(ObjectReader& reader);

  /// The replicas of a service as ranges in order, of sizes that differ by one at most.
  std::vector<ReplicaRange> split(const std::string& service, std::size_t replicas) const;

  /// "all at once" or "in 3 batches".
  std::string described(std::size_t replicas) const;

 private:
  std::size_t count(std::size_t replicas) const;
};

/// When a version that a rollout puts in place begins to run; key "takes_effect".
enum class TakesEffect : std::uint8_t {
  at_end,      ///< everywhere, once all replicas have it
  per_batch,   ///< on each batch as soon as it has it
  on_restart,  ///< on each replica when it starts the next time
};

/// How a change of version goes about it: the keys that deploy and rollback share.
struct Rollout {
  Batching batching = {};
  Duration takes{};  ///< the whole of it, incident clock
  TakesEffect takes_effect = TakesEffect::at_end;
  InFlight in_flight = InFlight::finish;

  static Rollout parse(ObjectReader& reader);
};

/// From one version of a service to another.
struct VersionChange {
  std::string service;
  std::string from;
  std::string to;
  std::size_t replicas = 1;
  InstallPurpose purpose = InstallPurpose::deploy;

  /// "server 4.2.0 -> 5.0.0".
  std::string described() const;
};

/// The stages of a rollout. Each of its batches takes an equal share of the time; with at_end there
/// is one stage for all.
std::vector<Stage> stages_of(const Rollout& rollout, const VersionChange& change);

/// How long the first `done` of `all` equal parts of a time take, to the nanosecond.
Duration share_of(Duration whole, std::size_t done, std::size_t all);

}  // namespace firedrill
