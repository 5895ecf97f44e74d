#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/live/answer_watch.hpp"
#include "harness/live/complete_later.hpp"
#include "harness/live/crowds.hpp"
#include "harness/live/fault_board.hpp"
#include "harness/live/fleet.hpp"
#include "harness/live/key_board.hpp"
#include "harness/live/monitoring.hpp"
#include "harness/live/own_changes.hpp"
#include "harness/live/processes.hpp"
#include "harness/live/scraper.hpp"
#include "harness/live/world.hpp"
#include "harness/scenario/own_parts.hpp"
#include "mock_services/http/client.hpp"
#include "mock_services/service/load.hpp"
#include "mock_services/service/upstream.hpp"

namespace firedrill::live {

/// What the live World is made of, in the order in which it is put together.
struct World::Parts {
  Parts(const Scenario& chosen,
        Scheduler& live_scheduler,
        const Supervisor& supervisor,
        const WorldOptions& options)
      : scenario(chosen),
        scheduler(live_scheduler),
        keys(chosen),
        plan{.scenario = chosen,
             .seed = options.seed,
             .program = options.program,
             .folder = supervisor.folder(),
             .logs = options.logs.empty() ? supervisor.folder() : options.logs,
             .keys = keys,
             .places = {.folder = std::filesystem::absolute(chosen.file).parent_path(),
                        .scratch = supervisor.folder() / "scratch",
                        .addresses =
                            [this](std::string_view name, std::string_view caller) {
                              return fleet.addresses_of(name, caller);
                            }}},
        processes(scheduler, supervisor, [this] { lost = true; }),
        client(scheduler.io()),
        fleet(plan, scheduler, processes),
        own(plan, scheduler, processes, fleet),
        faults(scheduler, fleet, options.seed),
        scraper(scheduler),
        answers(scheduler, [this] { return mocks(); }) {
    std::size_t member = 0;
    for (const Service& service : scenario.services) {
      const OwnProgram* program = own_program(service, service.version);
      for (std::size_t replica = 0; replica < service.replicas; ++replica, ++member) {
        if (program == nullptr || !program->metrics.empty()) {
          scraped.push_back(member);
          targets.push_back(
              {.job = service.name, .instance = service.name + "-" + std::to_string(replica)});
        }
      }
    }
    targets.push_back({.job = "firedrill", .instance = "firedrill"});
  }

  void end_later(const Completion& done, OperationResult result) {
    complete_later(scheduler, done, std::move(result));
  }

  void note_trouble(const std::string& what) { trouble = trouble.empty() ? what : trouble; }

  void prepare_own_parts();
  void write_scenario();
  void begin_traffic();
  std::vector<MetricsPage> pages() const;
  std::vector<WatchedProcess> mocks() const;
  void second_ends();
  void prepare(std::size_t member, std::function<void()> ready);
  static http::Request keys_request(const mock::KeyGenerations& generations);
  http::Request probe_request(const FleetMember& member, const std::string& path);
  void carry_out(const RotateSigningKeys& rotate, EventId cause, Completion done);
  void carry_out(const EmptyCaches& empty, const Completion& done);
  void carry_out(const SetShedding& shedding, EventId cause, const Completion& done);
  void carry_out(const Probe& probe, Completion done);
  void ask_all(const std::string& service, const http::Request& request, const Completion& done);

  const Scenario& scenario;
  Scheduler& scheduler;
  KeyBoard keys;
  FleetPlan plan;
  bool lost = false;
  std::string trouble = {};
  Processes processes;
  http::Client client;
  Fleet fleet;
  OwnChanges own;
  FaultBoard faults;
  Scraper scraper;
  AnswerWatch answers;
  std::vector<std::pair<std::string, std::unique_ptr<mock::Upstream>>> probed = {};
  std::unique_ptr<Crowds> crowds = {};
  std::vector<ScrapeTarget> targets = {};
  std::vector<std::size_t> scraped = {};  ///< the fleet's member of each target but the last
  std::vector<FaultTally> tallies = {};
  std::unique_ptr<MonitoringPrograms> monitoring = {};  ///< none: firedrill's own detector
  WorldListener listener = {};
  bool running = false;
};

}  // namespace firedrill::live
