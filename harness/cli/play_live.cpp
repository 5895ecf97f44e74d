#include "harness/cli/play_live.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/cli/game_day.hpp"
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

Error not_done(std::string message) {
  return {ErrorCode::not_done, std::move(message)};
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

/// How long replicas took to their first 200, beside their output.
void write_starts(const std::string& directory, const live::Lateness& starts) {
  const auto ms_of = [&](double share) {
    return std::chrono::duration<double, std::milli>(starts.percentile(share)).count();
  };
  if (!directory.empty()) {
    std::ofstream(fs::path(directory) / "starts.json", std::ios::binary)
        << fmt::format("{{\"starts\": {}, \"p50_ms\": {:.1f}, \"p99_ms\": {:.1f}}}\n",
                       starts.count(),
                       ms_of(0.5),
                       ms_of(0.99));
  }
}

}  // namespace

Result<Journal> play_live(const Scenario& scenario,
                          const PlayOptions& options,
                          const LiveOptions& live) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) {
    return not_done("cannot find this program: " + error.message());
  }
  if (const std::string wrong = make_way(live.logs); !wrong.empty()) {
    return not_done(wrong);
  }
  live::raise_descriptor_limit();
  Result<live::Supervisor> supervisor = live::Supervisor::start();
  if (!supervisor) {
    return supervisor.error();
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

  const Seed seed{options.seed};
  live::Scheduler scheduler({.start = Instant{-scenario.before.settle},
                             .speed = live.speed,
                             .gives_up = options.interrupted});
  live::World world(
      scenario, scheduler, *supervisor, {.seed = seed, .program = program, .logs = live.logs});
  std::optional<GameDay> game_day;
  const control::Recorder recorder{
      .on_event =
          [&](const Event& event) {
            writer.event(event);
            if (game_day) {
              game_day->on_event(event);
            }
          },
      .on_traffic = [&](const TrafficRecord& record) { writer.traffic(record); },
      .interrupted =
          [&] { return world.is_lost() || (options.interrupted && options.interrupted()); }};
  control::Drill drill(scenario, seed, scheduler, world, recorder);
  if (scenario.on_call.needs_live_run()) {
    game_day.emplace(scheduler, drill.desk(), scenario.on_call);
    if (const std::string wrong = game_day->start(live.control); !wrong.empty()) {
      return not_done(wrong);
    }
  }
  Journal journal = drill.run(std::move(header));
  if (journal.complete) {
    writer.footer(journal.footer);
    write_starts(live.logs, world.starts());
  } else {
    journal.footer = {};
  }
  if (world.is_lost()) {
    return not_done("the supervisor of the run's processes was killed");
  }
  return journal;
}

}  // namespace firedrill::cli
