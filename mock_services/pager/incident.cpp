#include "mock_services/pager/incident.hpp"

#include <algorithm>
#include <array>

namespace firedrill::pager {

std::string_view name_of(LogKind kind) {
  constexpr std::array<std::string_view, 9> names = {"trigger",
                                                     "notify",
                                                     "acknowledge",
                                                     "unacknowledge",
                                                     "escalate",
                                                     "exhaust_escalation_path",
                                                     "reach_trigger_limit",
                                                     "annotate",
                                                     "resolve"};
  return names.at(static_cast<std::size_t>(kind));
}

void shorten(Signal& signal) {
  constexpr std::size_t longest_title = 1024;  // of PagerDuty's summary
  constexpr std::size_t longest_name = 255;
  constexpr std::size_t longest_details = std::size_t{16} * 1024;
  signal.title.resize(std::min(signal.title.size(), longest_title));
  signal.agent.resize(std::min(signal.agent.size(), longest_name));
  signal.service.resize(std::min(signal.service.size(), longest_name));
  if (signal.details.size() > longest_details) {
    signal.details.clear();  // half a JSON text is none
  }
}

std::string_view status_of(const Incident& incident) {
  switch (incident.page.status()) {
    case Page::Status::none:
    case Page::Status::triggered:
      return "triggered";
    case Page::Status::acknowledged:
      return "acknowledged";
    case Page::Status::resolved:
      break;
  }
  return "resolved";
}

std::string_view name_of(Urgency urgency) {
  return urgency == Urgency::high ? "high" : "low";
}

}  // namespace firedrill::pager
