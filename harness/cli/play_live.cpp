#include "harness/cli/play_live.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/cli/game_day.hpp"
#include "harness/cli/receivers.hpp"
#include "harness/cli/version.hpp"
#include "harness/control/drill.hpp"
#include "harness/journal/writer.hpp"
#include "harness/live/descriptor_limit.hpp"
#include "harness/live/scheduler.hpp"
#include "harness/live/supervisor.hpp"
#include "harness/live/world.hpp"
#include "harness/scenario/header.hpp"

namespace firedrill::cli {
namespace {

namespace fs = std::filesystem;

/// How often it is looked whether that is done; nothing waits for it longer.
constexpr Duration clean_up_round = std::chrono::milliseconds{20};

Error not_done(std::string message) {
  return {ErrorCode::not_done, std::move(message)};
}

Result<fs::path> this_program() {
  std::error_code error;
  fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? Result<fs::path>(not_done("cannot find this program: " + error.message()))
               : Result<fs::path>(std::move(program));
}

/// A directory without logs of an earlier run; "", or why not.
std::string make_way(const std::string& directory) {
  std::error_code error;
  if (directory.empty() || (!fs::create_directories(directory, error) && error)) {
    return error ? fmt::format("cannot make the directory {}: {}", directory, error.message()) : "";
  }
  std::vector<fs::path> old;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".log") {
      old.push_back(entry->path());
    }
  }
  for (const fs::path& path : old) {
    fs::remove(path, error);
  }
  return "";
}

std::optional<ProcessStarts> starts_of(const live::Lateness& starts) {
  if (starts.count() == 0) {
    return std::nullopt;
  }
  return ProcessStarts{
      .count = starts.count(), .p50 = starts.percentile(0.5), .p99 = starts.percentile(0.99)};
}

/// Raises the limit of open files; "", or that it is too low whatever happens: with a port for each
/// replica and what the run itself has open nothing is left for requests.
std::string too_few_descriptors(const Scenario& scenario) {
  std::size_t needed = 64;
  for (const Service& service : scenario.services) {
    needed += service.replicas;
  }
  const std::size_t limit = live::raise_descriptor_limit();
  return limit >= needed ? ""
                         : fmt::format(
                               "Too many open files: this run needs {} at least, the limit is {} "
                               "(ulimit -n)",
                               needed,
                               limit);
}

std::string prepare(const Scenario& scenario, const std::string& logs) {
  const std::string wrong = make_way(logs);
  return wrong.empty() ? too_few_descriptors(scenario) : wrong;
}

/// Lets the user's own parts take back what they did; "", or what went wrong.
std::string clean_up(live::World& world, live::Scheduler& scheduler) {
  bool done = false;
  std::string problem;
  world.clean_up([&](const std::string& what) {
    problem = what;
    done = true;
  });
  while (!done && !world.is_lost()) {
    scheduler.run_until(scheduler.now() + clean_up_round);
  }
  return problem;
}

/// Whether the run cannot go on.
bool is_stuck(const live::World* world) {
  return world != nullptr && (world->is_lost() || !world->trouble().empty());
}

/// Cleans up; "", or why the run has come to nothing.
std::string finish(live::World& world, live::Scheduler& scheduler) {
  const std::string dirt = clean_up(world, scheduler);
  if (world.is_lost()) {
    return "the supervisor of the run's processes was killed";
  }
  return world.trouble().empty() ? dirt : world.trouble();
}

std::optional<BehindSchedule> how_far_behind(const live::World& world,
                                             const live::Scheduler& scheduler) {
  std::vector<std::pair<std::string, live::Punctuality>> late = world.late_replicas();
  if (!scheduler.punctuality().when().empty()) {
    late.insert(late.begin(), {"firedrill", scheduler.punctuality()});
  }
  if (late.empty()) {
    return std::nullopt;
  }
  BehindSchedule all;
  for (const auto& [name, punctuality] : late) {
    all.when.add(punctuality.when());
    all.wall = std::max(all.wall, punctuality.worst());
    all.who += (all.who.empty() ? "" : ", ") + name;
  }
  return all;
}

/// Lets the real Prometheus and Alertmanager watch, where the scenario wants that; "", or why not.
std::string watch(live::World& world, control::Drill& drill) {
  control::OutsideMonitoring* const outside = drill.outside_monitoring();
  if (outside == nullptr) {
    return "";
  }
  return world.watch(
      {.on_alert = [outside](const PrometheusAlert& alert) { outside->hear(alert); },
       .on_message = [outside](const AlertmanagerMessage& message) { outside->hear(message); }});
}

}  // namespace

Result<Journal> play_live(const Scenario& scenario,
                          const PlayOptions& options,
                          const LiveOptions& live) {
  const Result<fs::path> program = this_program();
  if (!program) {
    return program.error();
  }
  JournalWriter writer([&](std::string_view line) {
    if (options.on_line) {
      options.on_line(line);
    }
  });
  JournalHeader header = make_header(scenario,
                                     {.firedrill = std::string(version),
                                      .seed = options.seed,
                                      .clock = "live",
                                      .speed = live.speed,
                                      .without = options.without});
  writer.header(header);
  if (const std::string wrong = prepare(scenario, live.logs); !wrong.empty()) {
    return not_done(wrong);
  }
  Result<live::Supervisor> supervisor = live::Supervisor::start();
  if (!supervisor) {
    return supervisor.error();
  }
  const Seed seed{options.seed};
  const live::World* running = nullptr;
  const auto gives_up = [&] {
    return is_stuck(running) || (options.interrupted && options.interrupted());
  };
  bool cleans_up = false;
  live::Scheduler scheduler({.start = Instant{-scenario.before.settle},
                             .speed = live.speed,
                             .gives_up = [&] { return !cleans_up && gives_up(); }});
  live::World world(
      scenario, scheduler, *supervisor, {.seed = seed, .program = *program, .logs = live.logs});
  running = &world;
  std::optional<GameDay> game_day;
  Receivers receivers(scenario, options.on_message);
  const control::Recorder recorder{
      .on_event =
          [&](const Event& event) {
            writer.event(event);
            if (game_day) {
              game_day->on_event(event);
            }
          },
      .on_traffic = [&](const TrafficRecord& record) { writer.traffic(record); },
      .behind_schedule = [&] { return how_far_behind(world, scheduler); },
      .receiver = receivers.as_receiver(),
      .interrupted = gives_up};
  control::Drill drill(scenario, seed, scheduler, world, recorder);
  std::string wrong = watch(world, drill);
  if (wrong.empty() && scenario.on_call.needs_live_run()) {
    game_day.emplace(scheduler, drill.desk(), scenario.on_call);
    wrong = game_day->start(live.control);
  }
  if (!wrong.empty()) {
    return not_done(wrong);
  }
  Journal journal = drill.run(std::move(header));
  if (journal.complete) {
    journal.footer.starts = starts_of(world.starts());
    writer.footer(journal.footer);
  } else {
    journal.footer = {};
  }
  cleans_up = true;
  wrong = finish(world, scheduler);
  return wrong.empty() ? Result<Journal>(std::move(journal)) : not_done(wrong);
}

}  // namespace firedrill::cli
