#include "harness/alertmanager/message_root.hpp"

#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/rules/message_functions.hpp"

namespace firedrill::alertmanager {
namespace {

using rules::TemplateObject;
using rules::TemplateValue;
using Items = std::vector<TemplateValue>;

TemplateValue object(TemplateObject content) {
  return std::make_shared<const TemplateObject>(std::move(content));
}

template <class Pairs>
TemplateValue pairs_of(const Pairs& pairs) {
  return rules::key_values(
      promql::Labels(std::vector<promql::Labels::Entry>(pairs.begin(), pairs.end())));
}

/// Go's text of a time.Time: 2026-11-22 06:52:44.627 +0000 UTC.
TemplateValue time_of(std::string rfc3339) {
  rfc3339.replace(rfc3339.find('T'), 1, " ");
  rfc3339.replace(rfc3339.find('Z'), 1, " +0000 UTC");
  return object(
      {.kind = TemplateObject::Kind::text, .type = "time.Time", .printed = std::move(rfc3339)});
}

TemplateValue alert_of(const NotifiedAlert& notified, const MessageContext& context) {
  const Alert& alert = notified.alert;
  return object({.type = "template.Alert",
                 .fields = {{"Status", status_of(notified)},
                            {"Labels", rules::key_values(alert.labels)},
                            {"Annotations", pairs_of(alert.annotations)},
                            {"StartsAt", time_of(calendar_time(alert.starts_at, context))},
                            {"EndsAt", time_of(end_of(notified, context))},
                            {"GeneratorURL", alert.generator_url},
                            {"Fingerprint", fingerprint_of(alert)}}});
}

TemplateValue alerts_of(const Notification& notification, const MessageContext& context) {
  Items all;
  Items firing;
  Items resolved;
  for (const NotifiedAlert& notified : notification.alerts) {
    all.push_back(alert_of(notified, context));
    (notified.resolved ? resolved : firing).push_back(all.back());
  }
  const auto list = [](Items items) {
    return object({.kind = TemplateObject::Kind::list,
                   .type = "[]template.Alert",
                   .items = std::move(items)});
  };
  return object(
      {.kind = TemplateObject::Kind::list,
       .type = "template.Alerts",
       .methods = {{"Firing", list(std::move(firing))}, {"Resolved", list(std::move(resolved))}},
       .items = std::move(all)});
}

}  // namespace

TemplateValue message_root(const Notification& notification,
                           const MessageData& data,
                           const MessageContext& context) {
  return object({.type = "*template.Data",
                 .fields = {{"Receiver", data.receiver()},
                            {"Status", std::string(notification.firing() ? "firing" : "resolved")},
                            {"Alerts", alerts_of(notification, context)},
                            {"GroupLabels", pairs_of(data.group_labels())},
                            {"CommonLabels", pairs_of(data.common_labels())},
                            {"CommonAnnotations", pairs_of(data.common_annotations())},
                            {"ExternalURL", context.external_url}}});
}

}  // namespace firedrill::alertmanager
