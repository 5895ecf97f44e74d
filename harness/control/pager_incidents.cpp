// What the pager tells of its incidents.
#include "harness/control/pager.hpp"

namespace firedrill::control {

std::vector<OpenIncident> Pager::open_incidents() const {
  std::vector<OpenIncident> open;
  for (const auto& [key, incident] : incidents_) {
    if (incident.page.open()) {
      const bool is_acknowledged = incident.page.status() == Page::Status::acknowledged;
      open.push_back(
          {.key = key,
           .alert = incident.alert,
           .urgency = incident.page.urgency(),
           .number = incident.page.incident(),
           .assignment = incident.assignments,
           .assigned = names_of(on_call_, roster_.level({incident.policy, incident.page.level()})),
           .acknowledged_by = is_acknowledged ? incident.acknowledged_by : ""});
    }
  }
  return open;
}

}  // namespace firedrill::control
