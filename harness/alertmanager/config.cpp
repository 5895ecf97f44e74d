#include "harness/alertmanager/config.hpp"

#include <algorithm>

#include "harness/alertmanager/message_texts.hpp"

namespace firedrill::alertmanager {

std::string_view Integration::name() const {
  switch (kind) {
    case Kind::webhook:
      return "webhook";
    case Kind::pagerduty:
      return "pagerduty";
    case Kind::opsgenie:
      return "opsgenie";
    case Kind::slack:
      return "slack";
  }
  return "";
}

bool Integration::has_templates() const {
  const auto is_one = [](const auto& named) { return is_template(named.second); };
  return std::any_of(texts.begin(), texts.end(), is_one) ||
         std::any_of(details.begin(), details.end(), is_one) ||
         std::any_of(responders.begin(), responders.end(), [](const Responder& responder) {
           return is_template(responder.id + responder.name + responder.username + responder.type);
         });
}

promql::Labels Route::group_labels(const promql::Labels& labels) const {
  if (group_by_all) {
    return labels;
  }
  std::vector<promql::Labels::Entry> chosen;
  for (const std::string& name : group_by) {
    chosen.emplace_back(name, labels.get(name));  // an empty value is no label
  }
  return promql::Labels(std::move(chosen));
}

std::vector<const Route*> routes_of(const Route& root, const promql::Labels& labels) {
  if (!matches(root.matchers, labels)) {
    return {};
  }
  std::vector<const Route*> all;
  for (const Route& child : root.routes) {
    const std::vector<const Route*> found = routes_of(child, labels);
    all.insert(all.end(), found.begin(), found.end());
    if (!found.empty() && !child.continues) {
      break;
    }
  }
  if (all.empty()) {
    all.push_back(&root);
  }
  return all;
}

}  // namespace firedrill::alertmanager
