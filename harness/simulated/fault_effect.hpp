#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "harness/core/time.hpp"
#include "harness/faults/composed.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/journal/event.hpp"
#include "harness/simulated/answer.hpp"
#include "harness/simulated/blueprint.hpp"

namespace firedrill::simulated {

/// What all faults together do to one request that some have touched.
struct FaultEffect {
  ComposedVerdict verdict = {};
  EventId cause = EventId::none;  ///< what the faults are blamed on

  /// What ends the request; timeout: it is never answered; none: nothing does.
  std::uint16_t code() const;
  /// Of a reply; zero: it does not say.
  Duration retry_after() const;

  /// Of a death that it is; null: it is none.
  const KillProcess* death() const { return std::get_if<KillProcess>(&verdict.last); }

  /// What an auth provider says in its reply; null: nothing of its own.
  const ProviderChange* change() const;
};

/// What may be why requests wait, and how many times as long they take by it.
struct Suspicion {
  EventId cause = EventId::none;
  double slower = 1;

  /// The heavier one; of equals the one heard first.
  void hear(const Suspicion& other) {
    if (other.cause != EventId::none && other.slower > slower) {
      *this = other;
    }
  }
};

/// A replica as faults know it.
struct FaultedReplica {
  std::uint32_t service = nothing;
  std::uint32_t ordinal = 0;        ///< within the service
  std::uint32_t version = nothing;  ///< VersionPlan that its process runs
};

/// A request that reaches a replica.
struct FaultProbe {
  FaultedReplica replica = {};
  std::uint32_t from = nothing;  ///< calling service; nothing: a client
  Instant now{};
};

/// What few faults ask about a request.
struct FaultDetails {
  AuthEndpoint endpoint = AuthEndpoint::none;
  std::optional<double> lot = {};           ///< as in DecideInput
  std::optional<Duration> caller_age = {};  ///< as in DecideInput
  std::uint32_t caller_version = nothing;   ///< VersionPlan of the process that calls, if asked for
  std::uint32_t population = nothing;       ///< whose client's request it is part of
};

/// A call that a request does not make, as the share of the edge's calls says.
struct SparedCall {
  std::uint32_t from = nothing;  ///< calling service
  std::uint32_t to = nothing;    ///< service
  double share = 1;              ///< of the requests that make it
  Instant now{};
  FaultDetails request = {};  ///< caller_version and population of the request that is spared it
};

}  // namespace firedrill::simulated
