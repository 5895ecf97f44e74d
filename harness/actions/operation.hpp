#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "harness/core/time.hpp"
#include "harness/faults/fault.hpp"

namespace firedrill {

/// Replicas [first, first + count) of one service.
struct ReplicaRange {
  std::string service;
  std::size_t first = 0;
  std::size_t count = 0;
};

/// When a version that was put in place begins to run.
enum class Activation : std::uint8_t {
  now,
  on_restart
};

/// What happens to requests that a replica is working on when its version changes.
enum class InFlight : std::uint8_t {
  finish,
  drop
};

/// What a version is put in place for: a command of the user's own may stand in for either.
enum class InstallPurpose : std::uint8_t {
  deploy,
  rollback
};

/// Puts a version on replicas. no_effect when all of them run and hold it already.
struct Install {
  ReplicaRange replicas;
  std::string version;
  Activation activation = Activation::now;
  InFlight in_flight = InFlight::finish;
  InstallPurpose purpose = InstallPurpose::deploy;
};

/// Stops replicas (requests in flight are dropped) and starts them with the version they hold;
/// completes when the last is ready.
struct RestartReplicas {
  ReplicaRange replicas;
};

/// A new signing key at once; tokens of the old one verify for `overlap` more (its key stays
/// published).
struct RotateSigningKeys {
  std::string provider;
  Duration overlap{};
};

enum class CacheKind : std::uint8_t {
  tokens,
  keys,
  all
};

struct EmptyCaches {
  std::string service;
  CacheKind cache = CacheKind::all;
};

/// Turns away this share of a population's requests before they reach anything; 0 ends it.
struct SetShedding {
  std::string population;  ///< empty: all populations
  double share = 0;
};

struct StartFault {
  FaultSpec fault;
};

struct EndFault {
  std::string id;
};

/// One request of a person or a tool to a service, as any client would make it: ok if it is
/// answered well within the time, else refused. It is how `via` finds out that a tool needs what
/// has failed.
struct Probe {
  std::string service;
  Duration timeout = std::chrono::seconds{10};  ///< wire clock
  /// Of a program of the user's own, in the live world; empty: what clients ask for.
  std::string path = {};
};

/// An update on the status page, which stands before every world (control/response_faults.hpp).
struct PostOnStatusPage {};

/// What a World can be asked to do: the primitives that actions are made of.
using Operation = std::variant<Install,
                               RestartReplicas,
                               RotateSigningKeys,
                               EmptyCaches,
                               SetShedding,
                               StartFault,
                               EndFault,
                               Probe,
                               PostOnStatusPage>;

/// The replicas that it changes or starts; null: it is about none.
template <class SomeOperation>
auto replicas_of(SomeOperation& operation) -> decltype(&std::get<Install>(operation).replicas) {
  if (auto* install = std::get_if<Install>(&operation)) {
    return &install->replicas;
  }
  if (auto* restart = std::get_if<RestartReplicas>(&operation)) {
    return &restart->replicas;
  }
  return nullptr;
}

}  // namespace firedrill
