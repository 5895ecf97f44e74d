#include "harness/actions/fleet.hpp"

#include <iterator>

#include "harness/core/overloaded.hpp"

namespace firedrill {
namespace {

void installed(Fleet& fleet, const std::string& step, const Install& install) {
  if (const auto service = fleet.services.find(install.replicas.service);
      service != fleet.services.end()) {
    service->second.version = install.version;
  }
  if (const auto deployment = fleet.deployments.find(step); deployment != fleet.deployments.end()) {
    deployment->second.replicas_changed += install.replicas.count;
  }
}

void shedding_ended(Fleet& fleet, const std::string& population) {
  for (auto shed = fleet.sheds.begin(); shed != fleet.sheds.end();) {
    shed = shed->second == population ? fleet.sheds.erase(shed) : std::next(shed);
  }
}

}  // namespace

void operation_began(Fleet& fleet, const std::string& step, const Operation& operation) {
  if (const auto* start = std::get_if<StartFault>(&operation)) {
    fleet.faults.insert_or_assign(start->fault.id, start->fault.target);
  }
  if (const auto* shed = std::get_if<SetShedding>(&operation); shed != nullptr && shed->share > 0) {
    fleet.sheds.insert_or_assign(step, shed->population);
  }
}

void operation_ended(Fleet& fleet,
                     const std::string& step,
                     const Operation& operation,
                     Outcome outcome) {
  const bool changed = changed_something(outcome);
  const bool uncertain = outcome == Outcome::timed_out;
  std::visit(Overloaded{
                 [&](const Install& install) {
                   if (changed) {
                     installed(fleet, step, install);
                   }
                 },
                 [&](const StartFault& start) {
                   if (!changed && !uncertain) {
                     fleet.faults.erase(start.fault.id);
                   }
                 },
                 [&](const EndFault& end) {
                   if (changed || outcome == Outcome::no_effect) {
                     fleet.faults.erase(end.id);
                   }
                 },
                 [&](const SetShedding& shed) {
                   if (shed.share > 0 && !changed && !uncertain) {
                     fleet.sheds.erase(step);
                   }
                   if (shed.share <= 0 && (changed || outcome == Outcome::no_effect)) {
                     shedding_ended(fleet, shed.population);
                   }
                 },
                 [](const RestartReplicas&) {},
                 [](const RotateSigningKeys&) {},
                 [](const EmptyCaches&) {},
                 [](const Probe&) {},
                 [](const PostOnStatusPage&) {},
             },
             operation);
}

}  // namespace firedrill
