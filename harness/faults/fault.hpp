#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"
#include "harness/faults/auth_rate_limited.hpp"
#include "harness/faults/crash.hpp"
#include "harness/faults/crash_loop.hpp"
#include "harness/faults/error_rate.hpp"
#include "harness/faults/hang.hpp"
#include "harness/faults/latency.hpp"
#include "harness/faults/refuse.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill {

/// Every kind of fault. This line is the only list: adding a fault is one header, one source file,
/// one test, and one name here. Each kind K has
///   static constexpr std::string_view kind, summary;
///   static K parse(ObjectReader&)            reads its own keys (mistakes go to the reader)
///   and either   Verdict decide(State&, DecideInput) const   with a plain struct K::State
///   (requests) or           ProcessVerdict on_injected(Rng&) const, on_started(Rng&) const
///   (processes)
using Fault = std::variant<faults::ErrorRate,
                           faults::Latency,
                           faults::Refuse,
                           faults::Hang,
                           faults::Crash,
                           faults::CrashLoop,
                           faults::AuthRateLimited>;

/// Where a fault acts: on requests that arrive at a service (or at its first `replicas` of them),
/// or on the edge from one service to another.
struct FaultTarget {
  std::string service;       ///< the service that is hit (the callee of an edge)
  std::string from = {};     ///< caller of the edge "from->service"; empty: whoever calls
  std::size_t replicas = 0;  ///< only the first so many; 0: all
};

struct FaultSpec {
  std::string id;
  FaultTarget target;
  Fault fault;
};

/// The mutable side of a fault, one for each scope (replica or edge), owned by the world: the
/// variant of every kind's State.
template <class... Kinds>
std::variant<typename Kinds::State...> state_of(const std::variant<Kinds...>*);
using FaultState = decltype(state_of(static_cast<const Fault*>(nullptr)));

struct DecideInput {
  Instant now;
  RequestView request;
  Rng& random;  ///< the stream "fault/<id>/decide", so that a fault re-rolls nobody else's draws
};

FaultState initial_state(const Fault& fault);
/// The fault's word about one request; Pass for faults of processes.
Verdict decide(const Fault& fault, FaultState& state, const DecideInput& input);
/// For faults of processes: what happens to a replica when the fault strikes, and each time it
/// starts while the fault lasts. No kill for faults of requests.
ProcessVerdict on_injected(const Fault& fault, Rng& random);
ProcessVerdict on_started(const Fault& fault, Rng& random);

struct FaultInfo {
  std::string_view kind;
  std::string_view summary;  ///< one sentence for `firedrill list faults`
};

std::span<const FaultInfo> fault_kinds();
std::string_view kind_of(const Fault& fault);
/// Reads the keys of the fault whose kind stands in "fault"; nullopt after reporting a mistake.
std::optional<Fault> parse_fault(ObjectReader& reader);

}  // namespace firedrill
