#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "harness/engine/issuer_clocks.hpp"
#include "harness/engine/world.hpp"
#include "harness/live/fleet.hpp"
#include "mock_services/http/message.hpp"

namespace firedrill::live {

/// Carries out faults for real: a crash is SIGKILL, a hang of whole replicas SIGSTOP, everything
/// else is what a replica does when its admin API tells it. A fault outlives the processes that it
/// hits: who starts while it lasts is told, or dies, too.
class FaultBoard {
 public:
  /// All must outlive it.
  FaultBoard(Scheduler& scheduler, Fleet& fleet, Seed seed);

  void start(const FaultSpec& fault, EventId cause, Completion done);
  void end(std::string_view id, Completion done);

  /// Of a process that is about to be ordered; counted.
  LateStart late_start(std::size_t member);

  /// What the process of a member, which has ended by itself, died of: a process tells which of its
  /// faults it dies of by having counted it.
  Death death_of(std::size_t member) const;

  /// A process has been ordered: what kills whatever starts will kill it, `lives` from now on.
  void begun(std::size_t member);

  /// Tells a process that has started what is in effect; then `ready`.
  void prepare(std::size_t member, std::function<void()> ready);

  /// What has injected the last active fault that leaves no trace in what it breaks (a caller that
  /// waits, whose connection is reset, or that hands no cause on) and that acts between these
  /// services; none if there is none.
  EventId suspect(const std::vector<std::string_view>& services) const;

  /// When the clocks of auth providers were off.
  const IssuerClocks& issuer_clocks() const { return issuer_clocks_; }

  /// With what all processes have counted so far, also those that have ended.
  std::vector<FaultTally> tallies() const;

 private:
  struct Entry {
    FaultSpec spec;
    EventId cause = EventId::none;
    Instant began{};
    bool active = false;
    Rng random;
    FaultTally tally = {};  ///< without the requests that it has touched
  };

  bool hits(const Entry& entry, std::size_t member) const;
  const Entry* stopper_of(std::size_t member) const;
  void stop_process(Entry& entry, std::size_t member);
  void note_stopped(Entry& entry, std::size_t member) const;
  const Entry* killer_of(std::size_t member, unsigned life) const;
  const Entry* poisoner_of(std::size_t member, unsigned life) const;
  std::vector<std::size_t> hit_by(const Entry& entry) const;
  bool is_unnamed(const FaultSpec& fault) const;
  void strike(std::size_t place);
  void schedule_death(std::size_t place, std::size_t member, const ProcessVerdict& verdict);
  /// `is_new`: the processes that have just started are meant, beside which others may serve still.
  void tell(const std::vector<std::size_t>& members,
            const http::Request& request,
            std::function<void(const OperationResult&)> done,
            bool is_new = false);
  http::Request start_request(const Entry& entry, std::optional<Duration> process_age) const;
  static http::Request end_request(const Entry& entry);

  Scheduler& scheduler_;
  Fleet& fleet_;
  Seed seed_;
  std::vector<Entry> entries_;
  std::map<std::size_t, Instant> began_;  ///< when the process of a member was ordered
  /// Which of the entries has killed the process of a member, by the number of its life.
  std::map<std::pair<std::size_t, unsigned>, std::size_t> killers_ = {};
  IssuerClocks issuer_clocks_ = {};
};

}  // namespace firedrill::live
