#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "harness/core/rng.hpp"
#include "harness/faults/fault_kinds.hpp"
#include "harness/faults/profile.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill {

/// One fault of some kind. It is copied, moved and destroyed in fault.cpp alone: else each source
/// that passes a step or a scenario on would compile that for every kind anew.
struct Fault : FaultKinds {
  using FaultKinds::variant;
  explicit Fault(FaultKinds kinds);
  Fault(const Fault& other);
  Fault(Fault&& other) noexcept;
  Fault& operator=(const Fault& other);
  Fault& operator=(Fault&& other) noexcept;
  ~Fault();
};

/// Where a fault acts: on requests that arrive at a service (or at its first `replicas` of them),
/// or on the edge from one service to another; on those only that are part of a request of one
/// population of clients, or that are about processes of one version.
struct FaultTarget {
  std::string service;          ///< the service that is hit (the callee of an edge)
  std::string from = {};        ///< caller of the edge "from->service"; empty: whoever calls
  std::size_t replicas = 0;     ///< only the first so many; 0: all
  std::string population = {};  ///< empty: whoever's request it is part of
  std::string version = {};     ///< of the service, on an edge of the caller; empty: any
};

struct FaultSpec {
  std::string id;
  FaultTarget target;
  Fault fault;
  Profile profile = {};  ///< if it can have a share
};

/// The mutable side of a fault, one for each scope (replica or edge), owned by the world: the
/// variant of every kind's State, in the order of Fault.
template <class... Kinds>
std::variant<typename Kinds::State...> state_of(const std::variant<Kinds...>*);
using FaultState = decltype(state_of(static_cast<const Fault*>(nullptr)));

/// `since`: when the fault began or, if that was later, the process that it acts on; incident
/// clock.
FaultState initial_state(const Fault& fault, Instant since = {});

/// The fault's word about one request; Pass for all other faults. `state` began as this fault's
/// initial_state().
Verdict decide(const Fault& fault, FaultState& state, const DecideInput& input);

/// Of a fault that strikes a share of the requests, each by its own draw, and always alike: the
/// share, and its word about each that is struck. decide() says the same; this is for who asks it
/// about every request. Nullopt: it is no such fault.
std::optional<Probability> rate_of(const Fault& fault);
Verdict strike(const Fault& fault);

/// Whether it acts on requests.
bool acts_on_requests(const Fault& fault);

/// Whether it acts on processes (crash, crash_loop) instead of requests.
bool acts_on_processes(const Fault& fault);

/// Whether it acts on which calls a service makes, and so at the caller of an edge.
bool acts_on_calls(const Fault& fault);

/// Of the requests that do not make a call on its edge the share that makes it all the same, so
/// long after the fault began (incident clock); 0 for all other faults.
double missing_at(const Fault& fault, Duration lasted);

/// Whose work in the response it disturbs: "prometheus", "pager" or "tools"; empty: it acts on
/// services.
std::string_view part_of_response(const Fault& fault);

/// Whether it acts on a service, or on a part of the response for one: not on everything.
bool has_target(const Fault& fault);

/// Whether it looks at a share of what it acts on.
bool can_have_share(const Fault& fault);

/// Whether whom it hurts may get no answer that could name it, or only a late one.
bool is_silent(const Fault& fault);

/// Whether it can act on the edge between two services: those on the processor or the processes of
/// one cannot.
bool can_act_on_edges(const Fault& fault);

/// Whether clearing it is in vain: it kills processes once, and no more.
bool strikes_once(const Fault& fault);

/// Whether it asks for DecideInput::lot.
bool looks_at_lot(const Fault& fault);

/// Whether it asks for DecideInput::caller_age.
bool looks_at_caller(const Fault& fault);

/// Whether a process that it acts on accepts no connection any more, scrapes included, though it
/// lives. `state` as in decide().
bool accepts_nothing(const Fault& fault, const FaultState& state, Instant now);

/// Whether a service that it acts on refuses such a token, which is valid.
bool refuses(const Fault& fault, const TokenTimes& token);

/// How many workers it leaves to each replica that it hits; nullopt: all.
std::optional<std::size_t> workers_left(const Fault& fault);

/// For faults of processes: what happens to a replica when the fault strikes, and each time it
/// starts while the fault lasts. No kill for faults of requests.
ProcessVerdict on_injected(const Fault& fault, Rng& random);
ProcessVerdict on_started(const Fault& fault, Rng& random);

/// The word of a fault of the response about one page; nothing happens to it if it is of no pages.
/// `state` began as this fault's initial_state().
PageVerdict on_page(const Fault& fault, FaultState& state, Instant now);

struct FaultInfo {
  std::string_view kind;
  std::string_view summary;  ///< one sentence for `firedrill list faults`
  bool is_of_response = false;
};

/// Every kind once, in the order of the list above.
std::span<const FaultInfo> fault_kinds();
std::string_view kind_of(const Fault& fault);

/// Why it acts: "expired"; empty: it does not say.
std::string reason_of(const Fault& fault);

/// Its kind, and the reason if it says one: "tls_failure (expired)".
std::string described(const Fault& fault);

/// Reads the keys of the fault whose kind stands in "fault"; nullopt after reporting a mistake in
/// that key. Mistakes in the fault's own keys are reported and leave it with stand-ins.
std::optional<Fault> parse_fault(ObjectReader& reader);

}  // namespace firedrill
