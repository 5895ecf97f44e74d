#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"
#include "harness/engine/issuer_clocks.hpp"
#include "harness/faults/composed.hpp"
#include "harness/faults/fault.hpp"
#include "harness/journal/event.hpp"
#include "harness/journal/journal.hpp"
#include "harness/simulated/active_faults.hpp"
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

/// The faults that are active, and how often each has acted.
class FaultTable {
 public:
  FaultTable(const Blueprint& blueprint, Seed seed);

  /// What an operation on faults came to.
  enum class Change : std::uint8_t {
    done,
    unknown_target,
    unknown_fault,
    already,
    in_vain,  ///< ended, and what it has done stays: processes that it killed once
  };

  Change start(const FaultSpec& spec, EventId cause, Instant now);
  Change end(std::string_view id, Instant now);

  /// No fault acts on requests to this service.
  bool is_quiet(std::uint32_t service) const { return by_service_[service].all().empty(); }

  /// Asks the faults of this service in the order of their injection: delays add up, and the first
  /// word that ends the request is the last one asked for. Nullopt: none has touched it. `ask` is
  /// called once at most: for most requests no fault wants to know more.
  std::optional<FaultEffect> decide(const FaultProbe& probe,
                                    const std::function<FaultDetails()>& ask);

  /// Of the faults that act on this replica now the one that makes requests wait most: that has
  /// delayed some or left them unanswered, or that kills what starts.
  Suspicion slowing(const FaultedReplica& replica) const;

  /// How much the fault of this event, which acts on the service, has made requests wait; endless:
  /// it is none that acts, so whatever it did is done.
  double slowdown_by(std::uint32_t service, EventId cause) const;

  /// Whether a fault has stopped the process of a replica, or it accepts nothing more: nobody
  /// answers there, scrapes included.
  bool has_stopped(const FaultedReplica& replica, Instant now) const;

  static constexpr std::uint32_t all_workers = 0xffffffff;

  /// How many workers faults leave to a replica at most; all_workers: they hold none.
  std::uint32_t workers_left(const FaultedReplica& replica) const;

  /// Whether any fault has ever held workers.
  bool has_held_workers() const { return has_held_workers_; }

  /// Whether any fault has ever made clocks be off.
  bool has_moved_clocks() const { return has_moved_clocks_; }

  /// A token at a replica that verifies it.
  struct TokenAtVerifier {
    FaultedReplica verifier = {};
    std::uint32_t provider = nothing;
    Instant issued{};
    TokenTimes times = {};  ///< by clocks that are right
  };

  /// What makes the replica refuse the token by its clock, or by the times that the token got from
  /// its provider's, counted; nullopt: nothing does.
  std::optional<EventId> refused_by_clock(const TokenAtVerifier& token);

  /// Whether any fault has ever asked for the lots of requests, or for the populations.
  bool has_looked_at_clients() const { return has_looked_at_clients_; }

  /// Whether any fault has ever asked for the ages or versions of calling processes.
  bool has_looked_at_callers() const { return has_looked_at_callers_; }

  /// How much later than its startup says a process gets ready.
  struct LateStart {
    Duration by{};
    EventId cause = EventId::none;
  };

  /// Of a process that starts now; counted.
  LateStart late_start(const FaultedReplica& replica);

  /// One active fault as a fault of processes: whether it concerns this replica, what happens when
  /// it strikes and when the replica starts.
  struct ProcessFault {
    std::uint32_t place = 0;  ///< for count_kill()
    EventId cause = EventId::none;
    Instant began{};  ///< of the fault
    Instant due{};    ///< of the death, if the verdict is one
    ProcessVerdict verdict = {};
  };

  /// What the fault `id`, just started, does to the replica.
  ProcessFault struck(std::string_view id, const FaultedReplica& replica);
  /// Which of the active faults kills the process that started then first, from now on.
  ProcessFault next_death(const FaultedReplica& replica, Instant started);

  void count_kill(std::uint32_t place);

  /// The replica has a new process, whose requests no fault has counted yet.
  void forget(const FaultedReplica& replica, Instant now);

  /// Whether the fault has been active all the time since it made that verdict.
  bool is_active(const ProcessFault& fault) const {
    const Entry& entry = faults_[fault.place];
    return entry.active && entry.began == fault.began;
  }

  std::vector<FaultTally> tallies() const;

 private:
  struct Entry {
    FaultSpec spec;
    std::optional<Probability> rate = {};  ///< of the requests that it strikes, always alike
    std::uint32_t service = nothing;
    std::uint32_t from = nothing;        ///< nothing: whoever calls
    std::uint32_t population = nothing;  ///< nothing: whoever's request it is part of
    std::uint32_t version = nothing;     ///< of the service, or of `from`; nothing: any
    bool active = false;
    double slower = 1;  ///< times as long a request took by it, at most, since its start
    EventId cause = EventId::none;
    Instant began{};
    Rng random;
    std::vector<FaultState> states = {};  ///< one for each replica
    FaultTally tally = {};
  };

  static bool hits(const Entry& entry, const FaultedReplica& replica) {
    const bool is_of_any = entry.version == nothing || entry.from != nothing;
    return (entry.spec.target.replicas == 0 || replica.ordinal < entry.spec.target.replicas) &&
           (is_of_any || entry.version == replica.version);
  }

  /// Whether it takes only what comes from some callers or clients.
  static bool is_particular(const Entry& entry) {
    return entry.population != nothing || (entry.version != nothing && entry.from != nothing);
  }

  static bool concerns(const Entry& entry, const FaultDetails& details) {
    const bool is_by_any = entry.version == nothing || entry.from == nothing;
    return (is_by_any || entry.version == details.caller_version) &&
           (entry.population == nothing || entry.population == details.population);
  }

  static Verdict word_of(Entry& entry, const FaultProbe& probe, const FaultDetails& details);
  std::uint32_t find(std::string_view id) const;

  const Blueprint& blueprint_;
  std::vector<Duration> usual_work_ = {};  ///< of each service: its mean latency at t = 0
  Seed seed_;
  bool has_held_workers_ = false;
  bool has_looked_at_clients_ = false;
  bool has_looked_at_callers_ = false;
  bool has_moved_clocks_ = false;
  IssuerClocks issuer_clocks_ = {};
  std::vector<Entry> faults_;  ///< ever injected, in order of injection
  std::map<std::string, std::uint32_t, std::less<>> places_;  ///< in faults_, by id
  std::vector<ActiveFaults> by_service_;                      ///< those that act
};

}  // namespace firedrill::simulated
