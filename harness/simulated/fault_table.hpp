#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"
#include "harness/engine/issuer_clocks.hpp"
#include "harness/faults/composition.hpp"
#include "harness/faults/fault.hpp"
#include "harness/journal/event.hpp"
#include "harness/journal/journal.hpp"
#include "harness/simulated/active_faults.hpp"
#include "harness/simulated/blueprint.hpp"
#include "harness/simulated/fault_effect.hpp"

namespace firedrill::simulated {

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
  /// word that ends the request is the last one asked for; those behind it that would have touched
  /// the request count it as suppressed. Nullopt: none has touched it. `ask` is called once at
  /// most: for most requests no fault wants to know more.
  std::optional<FaultEffect> decide(const FaultProbe& probe,
                                    const std::function<FaultDetails()>& ask);

  /// Whether a fault is active that may make requests make calls that they would not make.
  bool adds_calls() const { return !on_calls_.empty(); }

  /// What makes the request make a call that its version leaves out for it, counted; nullopt:
  /// nothing does, and it goes without.
  std::optional<EventId> added_call(const SparedCall& call);

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

  /// A process has died of what this event has injected: faults that would have killed it later, if
  /// they last so long, were suppressed.
  void note_death(const FaultedReplica& replica, Instant started, EventId cause, Instant now);

  /// The replica has a new process, whose requests no fault has counted yet.
  void forget(const FaultedReplica& replica, Instant now);

  /// Whether the fault has been active all the time since it made that verdict.
  bool is_active(const ProcessFault& fault) const {
    const Entry& entry = faults_[fault.place];
    return entry.active && entry.began == fault.began;
  }

  std::vector<FaultTally> tallies(Instant now) const;

 private:
  /// What a fault draws and counts for itself.
  struct Memory {
    Rng random;
    std::vector<FaultState> states = {};  ///< one for each replica
  };

  /// Of the requests that others had ended before: were they in the fault's own memory, it would do
  /// something else to those that it does get.
  struct Hidden {
    Memory memory;
    std::map<std::uint32_t, std::uint64_t> by = {};  ///< how many; by places in faults_
    /// Of processes that are dead: when the fault, if it is in effect then, would have killed them.
    std::multimap<Instant, std::uint32_t> deaths = {};

    void count_deaths(Instant until);
  };

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
    Memory memory;
    std::unique_ptr<Hidden> hidden = {};  ///< null: nothing was ever hidden from it
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

  template <class Details>
  static bool is_struck(const Entry& entry, Rng& random, const FaultProbe& probe, Details& details);
  static bool adds(const Entry& entry, Memory& memory, const SparedCall& call);
  static Verdict word_of(const Entry& entry,
                         Memory& memory,
                         const FaultProbe& probe,
                         const FaultDetails& details);
  template <class Details>
  void suppress(std::span<const std::uint32_t> places,
                std::uint32_t by,
                const FaultProbe& probe,
                Details& details);
  void note_what_it_looks_at(const Entry& entry, EventId cause, Instant now);
  void take(FaultEffect& effect,
            const Composition<std::uint32_t>::Word& word,
            const Verdict& verdict,
            const FaultProbe& probe);
  Hidden& hidden_from(std::uint32_t place);
  ProcessFault death_by(std::uint32_t place, Rng& random, Instant started) const;
  std::vector<FaultState> fresh_states(const Entry& entry) const;
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
  Composition<std::uint32_t> composition_;  ///< of the faults at these places, for one request
  std::vector<ActiveFaults> by_service_;    ///< those that act
  /// Those that act on calls, which are not among those of the services; in order of injection.
  std::vector<std::uint32_t> on_calls_ = {};
};

}  // namespace firedrill::simulated
