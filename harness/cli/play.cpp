#include "harness/cli/play.hpp"

#include <utility>

#include <fmt/format.h>

#include "harness/cli/receivers.hpp"
#include "harness/cli/version.hpp"
#include "harness/control/drill.hpp"
#include "harness/journal/writer.hpp"
#include "harness/scenario/header.hpp"
#include "harness/simulated/scheduler.hpp"
#include "harness/simulated/world.hpp"

namespace firedrill::cli {

Journal play(const Scenario& scenario, const PlayOptions& options) {
  JournalWriter writer([&](std::string_view line) {
    if (options.on_line) {
      options.on_line(line);
    }
  });
  JournalHeader header = make_header(
      scenario,
      {.firedrill = std::string(version), .seed = options.seed, .without = options.without});
  writer.header(header);

  const Seed seed{options.seed};
  simulated::Scheduler scheduler(
      {.start = Instant{-scenario.before.settle}, .gives_up = options.interrupted});
  simulated::World world(scenario, seed, scheduler);
  Receivers receivers(scenario, options.on_message);
  const control::Recorder recorder{
      .on_event = [&](const Event& event) { writer.event(event); },
      .on_traffic = [&](const TrafficRecord& record) { writer.traffic(record); },
      .on_rules = options.on_rules,
      .receiver = receivers.as_receiver(),
      .interrupted = options.interrupted};
  control::Drill drill(scenario, seed, scheduler, world, recorder);
  Journal journal = drill.run(std::move(header));
  journal.footer.digest = fmt::format("{:016x}", scheduler.digest());
  journal.footer.tasks = scheduler.executed();
  if (journal.complete) {
    writer.footer(journal.footer);
  } else {
    journal.footer = {};  // as whoever reads the journal will see it
  }
  return journal;
}

}  // namespace firedrill::cli
