#include "harness/scenario/header.hpp"

#include "harness/core/sha256.hpp"
#include "harness/scenario/own_parts.hpp"

namespace firedrill {

JournalHeader make_header(const Scenario& scenario, const RunSettings& settings) {
  JournalHeader header;
  header.firedrill = settings.firedrill;
  header.scenario = scenario.name;
  header.title = scenario.title;
  header.scenario_text = scenario.text;
  header.inputs = {{scenario.name + ".json", sha256_hex(scenario.text)}};
  if (const AlertRouting& routing = scenario.alert_routing; !routing.file.empty()) {
    header.inputs.emplace_back(routing.file, sha256_hex(routing.text));
  }
  header.inputs.insert(
      header.inputs.end(), scenario.other_inputs.begin(), scenario.other_inputs.end());
  header.seed = settings.seed;
  header.clock = settings.clock;
  header.speed = settings.speed;
  header.starts_at_unix_ns = scenario.starts_at_unix_ns;
  header.utc_offset_minutes = scenario.utc_offset_minutes;
  header.lasts = scenario.lasts;
  header.impact = scenario.impact;
  for (const Population& population : scenario.traffic) {
    header.populations.push_back(population.name);
  }
  header.targets = scenario.targets;
  header.without = settings.without;
  header.allows_commands = settings.clock == "live" && runs_commands(scenario);
  return header;
}

}  // namespace firedrill
