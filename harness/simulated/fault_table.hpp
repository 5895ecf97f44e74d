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
#include "harness/faults/composed.hpp"
#include "harness/faults/fault.hpp"
#include "harness/journal/event.hpp"
#include "harness/journal/journal.hpp"
#include "harness/simulated/active_faults.hpp"
#include "harness/simulated/answer.hpp"
#include "harness/simulated/blueprint.hpp"

namespace firedrill::simulated {

/// What all faults together do to one request.
struct FaultEffect {
  ComposedVerdict verdict = {};
  EventId cause = EventId::none;  ///< what the faults are blamed on
  bool touched = false;           ///< by any fault

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

/// A request that reaches a replica.
struct FaultProbe {
  std::uint32_t service = nothing;
  std::uint32_t from = nothing;  ///< calling service; nothing: a client
  std::uint32_t replica = 0;     ///< ordinal within the service
  Instant now{};
  AuthEndpoint endpoint = AuthEndpoint::none;
  std::optional<double> lot = {};  ///< as in DecideInput
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
  Change end(std::string_view id);

  /// No fault acts on requests to this service.
  bool is_quiet(std::uint32_t service) const { return by_service_[service].all().empty(); }

  /// Asks the faults of this service in the order of their injection: delays add up, and the first
  /// word that ends the request is the last one asked for.
  FaultEffect decide(const FaultProbe& probe);

  /// Of the faults that act on this replica now the one that makes requests wait most: that has
  /// delayed some or left them unanswered, or that kills what starts.
  Suspicion slowing(std::uint32_t service, std::uint32_t replica) const;

  /// How much the fault of this event, which acts on the service, has made requests wait; endless:
  /// it is none that acts, so whatever it did is done.
  double slowdown_by(std::uint32_t service, EventId cause) const;

  /// Whether a fault has stopped the process of a replica, or it accepts nothing more: nobody
  /// answers there, scrapes included.
  bool has_stopped(std::uint32_t service, std::uint32_t replica, Instant now) const;

  static constexpr std::uint32_t all_workers = 0xffffffff;

  /// How many workers faults leave to a replica at most; all_workers: they hold none.
  std::uint32_t workers_left(std::uint32_t service, std::uint32_t replica) const;

  /// Whether any fault has ever held workers.
  bool has_held_workers() const { return has_held_workers_; }

  /// Whether any fault has ever made clocks be off.
  bool has_moved_clocks() const { return has_moved_clocks_; }

  /// What makes the replica refuse such a token by its clock, counted; nullopt: nothing does.
  std::optional<EventId> refused_by_clock(std::uint32_t service,
                                          std::uint32_t replica,
                                          const TokenTimes& token);

  /// Whether any fault has ever asked for the lots of requests.
  bool has_looked_at_lots() const { return has_looked_at_lots_; }

  /// How much later than its startup says a process gets ready.
  struct LateStart {
    Duration by{};
    EventId cause = EventId::none;
  };

  /// Of a process that starts now; counted.
  LateStart late_start(std::uint32_t service, std::uint32_t replica);

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
  ProcessFault struck(std::string_view id, std::uint32_t service, std::uint32_t replica);
  /// Which of the active faults kills the process that started then first, from now on.
  ProcessFault next_death(std::uint32_t service, std::uint32_t replica, Instant started);

  void count_kill(std::uint32_t place);

  /// The replica has a new process, whose requests no fault has counted yet.
  void forget(std::uint32_t service, std::uint32_t replica, Instant now);

  /// Whether the fault has been active all the time since it made that verdict.
  bool is_active(const ProcessFault& fault) const {
    const Entry& entry = faults_[fault.place];
    return entry.active && entry.began == fault.began;
  }

  std::vector<FaultTally> tallies() const;

 private:
  struct Entry {
    FaultSpec spec;
    std::uint32_t service = nothing;
    std::uint32_t from = nothing;  ///< nothing: whoever calls
    bool active = false;
    double slower = 1;  ///< times as long a request took by it, at most, since its start
    EventId cause = EventId::none;
    Instant began{};
    Rng random;
    std::vector<FaultState> states = {};  ///< one for each replica
    FaultTally tally = {};
  };

  static bool hits(const Entry& entry, std::uint32_t replica);
  std::uint32_t find(std::string_view id) const;

  const Blueprint& blueprint_;
  std::vector<Duration> usual_work_ = {};  ///< of each service: its mean latency at t = 0
  Seed seed_;
  bool has_held_workers_ = false;
  bool has_looked_at_lots_ = false;
  bool has_moved_clocks_ = false;
  std::vector<Entry> faults_;  ///< ever injected, in order of injection
  std::map<std::string, std::uint32_t, std::less<>> places_;  ///< in faults_, by id
  std::vector<ActiveFaults> by_service_;                      ///< those that act
};

}  // namespace firedrill::simulated
