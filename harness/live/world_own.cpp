// The World's share of the user's own programs and commands.
#include <filesystem>
#include <functional>
#include <string>
#include <system_error>
#include <utility>

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
