#include "harness/live/unplayable.hpp"

#include <fmt/format.h>

namespace firedrill::live {
namespace {

std::string unplayable_in(const Service& service) {
  for (const Version& version : service.versions) {
    if (version.behaviour.abandoned_work == AbandonedWork::cancel) {
      return fmt::format("{} cancels abandoned work", service.name);
    }
  }
  return "";
}

}  // namespace

std::string unplayable(const Scenario& scenario) {
  for (const Service& service : scenario.services) {
    if (std::string found = unplayable_in(service); !found.empty()) {
      return found;
    }
  }
  return unplayable_of_own(scenario);
}

}  // namespace firedrill::live
