#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "harness/core/rng.hpp"
#include "harness/faults/action_outcome.hpp"
#include "harness/faults/alert_delay.hpp"
#include "harness/faults/auth_change.hpp"
#include "harness/faults/auth_rate_limited.hpp"
#include "harness/faults/bad_chunk.hpp"
#include "harness/faults/bandwidth.hpp"
#include "harness/faults/body_change.hpp"
#include "harness/faults/clock_skew.hpp"
#include "harness/faults/cpu_theft.hpp"
#include "harness/faults/crash.hpp"
#include "harness/faults/crash_loop.hpp"
#include "harness/faults/descriptor_exhaustion.hpp"
#include "harness/faults/disk_full.hpp"
#include "harness/faults/dns_failure.hpp"
#include "harness/faults/dribble.hpp"
#include "harness/faults/drop_first.hpp"
#include "harness/faults/error_rate.hpp"
#include "harness/faults/fail_every.hpp"
#include "harness/faults/fail_first.hpp"
#include "harness/faults/growing_latency.hpp"
#include "harness/faults/hang.hpp"
#include "harness/faults/headers_too_large.hpp"
#include "harness/faults/latency.hpp"
#include "harness/faults/malformed.hpp"
#include "harness/faults/memory_leak.hpp"
#include "harness/faults/monitoring_down.hpp"
#include "harness/faults/packet_loss.hpp"
#include "harness/faults/pager_duplicated.hpp"
#include "harness/faults/pager_late.hpp"
#include "harness/faults/pager_lost.hpp"
#include "harness/faults/pager_throttled.hpp"
#include "harness/faults/partition.hpp"
#include "harness/faults/poison_data.hpp"
#include "harness/faults/pool_exhaustion.hpp"
#include "harness/faults/profile.hpp"
#include "harness/faults/quota.hpp"
#include "harness/faults/redirect_loop.hpp"
#include "harness/faults/refuse.hpp"
#include "harness/faults/reset.hpp"
#include "harness/faults/scrape_failure.hpp"
#include "harness/faults/slow_answers.hpp"
#include "harness/faults/slow_start.hpp"
#include "harness/faults/timeout.hpp"
#include "harness/faults/tls_failure.hpp"
#include "harness/faults/truncate.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/faults/wrong_content_length.hpp"
#include "harness/faults/wrong_content_type.hpp"
#include "harness/text/reader.hpp"

namespace firedrill {

/// Every kind of fault. This line is the only list: adding a fault is one header, one source file,
/// one test, and one name here. Each kind K has
///   static constexpr std::string_view kind, summary;
///   struct State                             what it remembers, plain; often nothing
///   static K parse(ObjectReader&)            reads its own keys (mistakes go to the reader)
/// and, if it acts on requests,
///   Verdict decide(State&, const DecideInput&) const
/// or, if it acts on processes,
///   ProcessVerdict on_injected(Rng&) const, on_started(Rng&) const
/// or, if it acts on what a service thinks of its users' tokens,
///   bool refuses(const TokenTimes&) const
/// or, if it acts on the response, which no world knows of (control/response_faults.hpp),
///   static constexpr std::string_view of_response     whose work it disturbs
///   PageVerdict on_page(State&, Instant now) const    if it acts on pages
/// and, if it has no shares there,
///   static constexpr bool has_no_share = true
/// and, if whom it hurts may get no answer that could name it, or a late one,
///   static constexpr bool is_silent = true
/// and, if it cannot be on an edge, or acts on the response to one service's metrics,
///   static constexpr bool is_of_services = true
/// and, if it acts on requests by what it does to a whole replica, so that it takes no share,
///   static constexpr bool is_of_replicas = true
/// and, if it asks for DecideInput::lot,
///   static constexpr bool looks_at_lot = true
/// and, if it can say why, which is told wherever its kind is,
///   std::string_view reason                           empty: it does not
/// and, if it acts on processes and has done all that it does once it is injected,
///   static constexpr bool strikes_once = true
using FaultKinds = std::variant<faults::ErrorRate,
                                faults::FailFirst,
                                faults::FailEvery,
                                faults::Quota,
                                faults::Malformed,
                                faults::Truncate,
                                faults::HeadersTooLarge,
                                faults::WrongContentLength,
                                faults::WrongContentType,
                                faults::BodyChange,
                                faults::BadChunk,
                                faults::Dribble,
                                faults::RedirectLoop,
                                faults::Latency,
                                faults::SlowAnswers,
                                faults::GrowingLatency,
                                faults::Bandwidth,
                                faults::PacketLoss,
                                faults::Refuse,
                                faults::Reset,
                                faults::Timeout,
                                faults::DropFirst,
                                faults::Partition,
                                faults::DnsFailure,
                                faults::TlsFailure,
                                faults::Hang,
                                faults::CpuTheft,
                                faults::PoolExhaustion,
                                faults::DescriptorExhaustion,
                                faults::DiskFull,
                                faults::SlowStart,
                                faults::Crash,
                                faults::CrashLoop,
                                faults::MemoryLeak,
                                faults::PoisonData,
                                faults::AuthRateLimited,
                                faults::AuthChange,
                                faults::ClockSkew,
                                faults::ScrapeFailure,
                                faults::MonitoringDown,
                                faults::AlertDelay,
                                faults::PagerLost,
                                faults::PagerLate,
                                faults::PagerDuplicated,
                                faults::PagerThrottled,
                                faults::ActionOutcome>;

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

/// Whether it acts on processes (crash, crash_loop) instead of requests.
bool acts_on_processes(const Fault& fault);

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
std::string_view reason_of(const Fault& fault);

/// Its kind, and the reason if it says one: "tls_failure (expired)".
std::string described(const Fault& fault);

/// Reads the keys of the fault whose kind stands in "fault"; nullopt after reporting a mistake in
/// that key. Mistakes in the fault's own keys are reported and leave it with stand-ins.
std::optional<Fault> parse_fault(ObjectReader& reader);

}  // namespace firedrill
