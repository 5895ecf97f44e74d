// The World's share of the user's own programs and commands, monitoring among them.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "harness/live/world_parts.hpp"

namespace firedrill::live {

void World::Parts::prepare_own_parts() {
  std::error_code error;
  std::filesystem::create_directory(plan.places.scratch, error);
  const auto hears = [this](const std::string& what) { note_trouble(what); };
  fleet.on_trouble(hears);
  own.on_trouble(hears);
  if (const std::string missing = own.missing_command(); !missing.empty()) {
    note_trouble(missing);
  }
}

std::string World::watch(MonitoringListener listener) {
  Parts& parts = *parts_;
  parts.monitoring = std::make_unique<MonitoringPrograms>(
      MonitoringPrograms::Parts{
          .plan = parts.plan,
          .scheduler = parts.scheduler,
          .processes = parts.processes,
          .client = parts.client,
          .metrics = [&parts] { return parts.crowds->scrape(parts.targets.back()); },
          .trouble = [&parts](const std::string& what) { parts.note_trouble(what); }},
      std::move(listener));
  return parts.monitoring->missing();
}

std::vector<MetricsPage> World::Parts::pages() const {
  std::vector<MetricsPage> all;
  for (std::size_t index = 0; index < scraped.size(); ++index) {
    const FleetMember& member = fleet.members()[scraped[index]];
    all.push_back(
        {.origin = member.origin(), .path = member.metrics_path(), .target = targets[index]});
  }
  return all;
}

void World::clean_up(std::function<void(const std::string&)> done) {
  Parts& parts = *parts_;
  parts.own.clean_up([&parts, done = std::move(done)](const std::string& problem) {
    parts.fleet.end_own_programs([problem, done] { done(problem); });
  });
}

const std::string& World::trouble() const {
  return parts_->trouble;
}

}  // namespace firedrill::live
