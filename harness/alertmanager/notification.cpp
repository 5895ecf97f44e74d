#include "harness/alertmanager/notification.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/promql/quoting.hpp"

namespace firedrill::alertmanager {

std::string_view to_text(Reason reason) {
  switch (reason) {
    case Reason::first_notification:
      return "first notification";
    case Reason::new_alerts:
      return "new alerts added";
    case Reason::all_resolved:
      return "all alerts resolved";
    case Reason::some_resolved:
      return "some alerts resolved";
    case Reason::repeat_interval:
      return "repeat interval elapsed";
  }
  return "";
}

bool Notification::firing() const {
  return std::any_of(
      alerts.begin(), alerts.end(), [](const NotifiedAlert& alert) { return !alert.resolved; });
}

Delivery delivery_of(const Integration& integration, std::optional<int> http_status) {
  if (!http_status) {
    return Delivery::retry;
  }
  if (*http_status / 100 == 2) {
    return Delivery::accepted;
  }
  const bool is_pagerduty = integration.kind == Integration::Kind::pagerduty;
  const int too_many = is_pagerduty && integration.events_v1 ? 403 : 429;
  const bool heeds_it = is_pagerduty || integration.kind == Integration::Kind::opsgenie;
  const bool retries = *http_status / 100 == 5 || (heeds_it && *http_status == too_many);
  return retries ? Delivery::retry : Delivery::refused;
}

std::string integration_key(const Receiver& receiver, const Integration& integration) {
  return fmt::format("{}/{}/{}", receiver.name, integration.name(), integration.index);
}

std::string group_key(const Route& route, const promql::Labels& group_labels) {
  std::vector<std::string> pairs;
  for (const auto& [name, value] : group_labels) {
    pairs.push_back(name + "=" + promql::quote(value));
  }
  std::sort(pairs.begin(), pairs.end());  // as texts: a1="x" comes before a="x"
  return fmt::format("{}:{{{}}}", route.key, fmt::join(pairs, ", "));
}

}  // namespace firedrill::alertmanager
