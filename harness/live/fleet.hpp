#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/actions/operation.hpp"
#include "harness/core/units.hpp"
#include "harness/engine/world.hpp"
#include "harness/live/fleet_member.hpp"
#include "harness/live/key_board.hpp"
#include "harness/live/lateness.hpp"
#include "harness/live/own_launch.hpp"
#include "harness/live/own_probe.hpp"
#include "harness/live/processes.hpp"
#include "harness/live/scheduler.hpp"
#include "harness/scenario/own_parts.hpp"
#include "harness/scenario/scenario.hpp"
#include "mock_services/http/client.hpp"
#include "mock_services/service/load.hpp"

namespace firedrill::live {

/// What a live run's services are made of.
struct FleetPlan {
  const Scenario& scenario;
  Seed seed;
  std::filesystem::path program;  ///< firedrill itself: each replica is a process of it
  std::filesystem::path folder;   ///< of the run, for what replicas are told; exists
  std::filesystem::path logs;     ///< where each replica's output goes; exists
  const KeyBoard& keys;
  OwnPlaces places = {};  ///< of programs of the user's own
  /// How long a mock may take to answer, beyond its startup; wire clock.
  Duration longest_start = std::chrono::seconds{20};
};

/// How much later than its startup says a process gets ready, incident clock, and why.
struct LateStart {
  Duration by{};
  EventId cause = EventId::none;
};

/// What a process died of that nobody here has ended.
struct Death {
  EventId cause = EventId::none;                   ///< none: nobody knows
  std::optional<Duration> start_again_after = {};  ///< by a supervisor, incident clock
};

/// The processes of all services: started, ready after their version's `startup`, upgraded without
/// a refused connection, killed, started again. Everything happens on the Scheduler's thread; all
/// that it is given must outlive it.
class Fleet {
 public:
  using OnReplica = std::function<void(const ReplicaChange&)>;
  /// Says of a process that is about to be ordered, after its replica was down, what holds it up.
  using AsksLateness = std::function<LateStart(std::size_t member)>;
  /// Says of a process that has ended by itself what it died of.
  using AsksDeath = std::function<Death(std::size_t member)>;
  /// Hears of a process that has just been ordered.
  using OnBegun = std::function<void(std::size_t member)>;
  /// Makes a process that has started what it has to be before it counts as up; calls `ready`.
  using OnStarted = std::function<void(std::size_t member, std::function<void()> ready)>;

  Fleet(const FleetPlan& plan, Scheduler& scheduler, Processes& processes);
  ~Fleet();
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  void on_replica(OnReplica hears) { on_replica_ = std::move(hears); }

  void late_start(AsksLateness asks) { late_start_ = std::move(asks); }

  void death(AsksDeath asks) { death_ = std::move(asks); }

  void on_begun(OnBegun hears) { on_begun_ = std::move(hears); }

  using Answered = std::function<void(const http::Exchange&)>;

  /// Asks whoever serves as a member now, or the gateway before it, by its admin API.
  void order(std::size_t member, const http::Request& request, Answered done);

  /// Asks the process that a member has now, beside which an older one may listen at the same port.
  void order_newest(std::size_t member, http::Request request, Answered done);

  void on_started(OnStarted prepares) { on_started_ = std::move(prepares); }

  /// Hears what keeps firedrill from its work: a port that is taken, a command that is not there.
  void on_trouble(std::function<void(const std::string&)> hears) { on_trouble_ = std::move(hears); }

  /// Takes a port for each replica and starts them all, with nothing held back.
  void start(Completion done);
  /// Nothing starts any more. The processes are the Supervisor's to end.
  void stop();

  void install(const Install& install, EventId cause, Completion done);
  void restart(const ReplicaRange& range, EventId cause, Completion done);

  /// The process of members()[index] dies at once; it stays so unless it is started again.
  void kill(std::size_t index, EventId cause);
  /// Starts a replica that is down after a while, as a supervisor does.
  void start_again(std::size_t index, Duration after);
  void hang(std::size_t index, EventId cause);
  void go_on(std::size_t index);

  const std::vector<FleetMember>& members() const { return members_; }

  /// How long processes took, in wall time, from the order to their first 200, the scenario's
  /// `startup` not counted; programs of the user's own until they were ready as "ready" says.
  const Lateness& starts() const { return starts_; }

  std::optional<std::size_t> first_of(std::string_view service) const;
  /// The members of a range; nullopt: there is no such service, or it has not so many replicas.
  std::optional<std::vector<std::size_t>> find(const ReplicaRange& range) const;
  /// Their entrances.
  std::vector<http::Origin> origins_of(std::string_view service) const;
  /// ServiceSettings::notes of one of a member's processes, this one or an older.
  std::string notes_of(const FleetMember& member, unsigned life) const;
  std::string notes_of_gateway(const FleetMember& member) const;

  /// The service must have that version.
  static const Behaviour& behaviour_of(const Service& service, const std::string& version);

  /// Which version of the user's own program is known to answer, and what put it there.
  void note_version(std::size_t member, const std::string& version, EventId cause);
  /// Asks all processes of the user's own programs to end; `done` then, or after two seconds.
  void end_own_programs(std::function<void()> done);
  /// "127.0.0.1:8080" of each replica, as this caller finds it: a service, or "" for all others.
  std::vector<std::string> addresses_of(std::string_view service, std::string_view caller) const;

 private:
  struct Wait {
    std::vector<std::size_t> waiting;  ///< members that are not ready yet
    std::size_t members = 0;
    std::vector<std::size_t> lost = {};
    Completion done;
  };

  OperationResult result_of(const Wait& wait) const;
  std::string take_ports();
  std::string take_address(FleetMember& member);
  std::string take_gateway(FleetMember& member) const;
  /// What is started for a member.
  ProcessSpec order_for(const FleetMember& member, Duration listens_at) const;
  void begin_gateway(std::size_t member);
  void poll_gateway(std::size_t member);
  void begin_own_life(std::size_t member);
  void upgrade_own(std::size_t member, InFlight in_flight);
  void poll_own(std::size_t member, unsigned life, std::chrono::steady_clock::time_point until);
  void note_start(FleetMember& member);
  void own_life_ended(std::size_t member, unsigned life, const std::string& why);
  void own_program_missing(std::size_t member, unsigned life, const std::string& why);
  void own_process_ended(std::size_t member);
  void take_down_gently(std::size_t member, EventId cause);
  void await_own_ends(int rounds, const std::function<void()>& done);
  void await(std::vector<std::size_t> members, Completion done);
  void settle(std::size_t index, bool is_ready);
  void take_down(std::size_t index, EventId cause);
  void begin_cold_life(std::size_t index);
  void begin_life(std::size_t index, Duration startup);
  /// Where a process finds what it shall be. If it cannot be written, that is trouble.
  std::string write_order(const FleetMember& member, Duration listens_at) const;
  mock::ReplicaOrder basic_order(const FleetMember& member, std::uint16_t port) const;
  std::string write(const mock::ReplicaOrder& order, const std::string& name) const;
  void upgrade(std::size_t member, InFlight in_flight);
  void poll(std::size_t index, unsigned life, Instant until);
  void life_is_ready(std::size_t index, unsigned life);
  void process_ended(std::size_t member, unsigned life);
  void life_ended(std::size_t index, unsigned life);
  void signal_all(std::size_t member, ProcessSignal signal);
  void dismiss_predecessors(std::size_t member);
  bool keep_predecessor(std::size_t member);
  void tell(std::size_t index);
  static void set_version(FleetMember& member, const std::string& version, EventId cause);

  const FleetPlan& plan_;
  Scheduler& scheduler_;
  Processes& processes_;
  void order_life(std::size_t member,
                  unsigned life,
                  const std::shared_ptr<const http::Request>& request,
                  const Answered& done,
                  int attempts);

  http::Client probes_;  ///< keeps no connection: each question goes to whoever listens now
  OnReplica on_replica_;
  AsksLateness late_start_;
  AsksDeath death_;
  OnBegun on_begun_;
  OnStarted on_started_;
  Lateness starts_;
  std::function<void(const std::string&)> on_trouble_;
  OwnProbe own_probe_;
  std::vector<FleetMember> members_;
  std::vector<Wait> waits_;

  /// A process whose place another takes, and how it goes.
  struct Leaving {
    std::size_t member;
    unsigned life;
    unsigned successor;
    ProcessNumber process;
    InFlight in_flight;
    std::string version;  ///< that it runs
    EventId version_cause;
    bool was_ready;
    bool drains = false;  ///< the other is ready, and it finishes what it has begun
  };

  std::vector<Leaving> leaving_;
  bool stopped_ = false;
};

}  // namespace firedrill::live
