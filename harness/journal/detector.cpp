#include "harness/journal/detector.hpp"

#include <algorithm>
#include <array>

#include "harness/journal/query.hpp"

namespace firedrill {

std::string_view detector_of(const Event& firing) {
  using namespace detector;
  if (firing.by.empty()) {
    return alert;
  }
  constexpr std::array machines{alert, customers, health_check, heartbeat};
  const auto* const found = std::find(machines.begin(), machines.end(), firing.by);
  return found == machines.end() ? person : *found;
}

bool is_state(const Event& firing) {
  const std::string_view by = detector_of(firing);
  return by != detector::customers && by != detector::person;
}

bool tells_of_later_impact(const Event& firing) {
  return detector_of(firing) != detector::heartbeat;
}

const Event* detection_behind(const Journal& journal, const Event& event) {
  const auto chain = chain_of_causes(journal, event);
  const auto found = std::find_if(chain.begin(), chain.end(), [](const Event* link) {
    return link->type == EventType::alert_firing;
  });
  return found == chain.end() ? nullptr : *found;
}

bool is_by(const Journal& journal, const Event& event, std::string_view by) {
  if (by.empty() || event.by == by ||
      (by == detector::person && event.type == EventType::acknowledged)) {
    return true;
  }
  const auto chain = chain_of_causes(journal, event);
  return std::any_of(chain.begin(), chain.end(), [by](const Event* link) {
    return link->type == EventType::alert_firing &&
           (link->by == by || link->subject == by || detector_of(*link) == by);
  });
}

std::string who_did(const Journal& journal, const Event& event) {
  const Event* firing = detection_behind(journal, event);
  if (firing == nullptr || event.type == EventType::acknowledged) {
    return event.by;
  }
  const std::string_view by = detector_of(*firing);
  if (by == detector::person) {
    return firing->by;
  }
  if (by == detector::customers) {
    return std::string(by);
  }
  const std::string_view what = by == detector::health_check ? "the health check "
                                : by == detector::heartbeat  ? "the heartbeat "
                                                             : "the alert ";
  return std::string(what) + firing->subject;
}

}  // namespace firedrill
