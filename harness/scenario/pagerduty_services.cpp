#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/limits.hpp"
#include "harness/scenario/pagerduty_fields.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

constexpr std::array<std::pair<std::string_view, UrgencyRule>, 3> urgencies = {
    {{"high", UrgencyRule::high},
     {"low", UrgencyRule::low},
     {"severity_based", UrgencyRule::by_severity}}};

/// Keys of services that say nothing about who is paged when; support hours count by the rule only.
constexpr std::array<std::string_view, 5> without_meaning = {
    "created_at", "last_incident_timestamp", "alert_creation", "addons", "support_hours"};

/// Keys that change what becomes of incidents, unless what they say is nothing.
constexpr std::array<std::string_view, 6> left_out = {"alert_grouping",
                                                      "alert_grouping_timeout",
                                                      "alert_grouping_parameters",
                                                      "auto_pause_notifications_parameters",
                                                      "scheduled_actions",
                                                      "response_play"};

/// Whether it switches nothing on: {"enabled": false, "timeout": 300}.
bool says_nothing(const Json& json) {
  if (json.is_array()) {
    return json.items().empty();
  }
  if (!json.is_object()) {
    return json.is_null() || (json.is_boolean() && !json.as_boolean());
  }
  return std::all_of(json.members().begin(), json.members().end(), [](const JsonMember& member) {
    return member.key == "timeout" || says_nothing(member.value);
  });
}

class ServiceReader {
 public:
  ServiceReader(const Json& json, Diagnostics& diagnostics)
      : reader_(json, "a service", diagnostics),
        diagnostics_(diagnostics) {}

  void read_into(PagerDuty& pagerduty) {
    service_.id = reader_.string("id").required();
    service_.name = name_in(reader_, service_.id);
    if (const Json* policy = reader_.object("escalation_policy").required()) {
      ObjectReader one(*policy, "the escalation policy of a service", diagnostics_);
      service_.policy = one.string("id").required();
    }
    service_.acknowledgement_timeout = timeout("acknowledgement_timeout");
    service_.auto_resolve_timeout = timeout("auto_resolve_timeout");
    if (is_given(reader_, "incident_urgency_rule")) {
      read_urgency_rule(*reader_.raw("incident_urgency_rule").required());
    }
    if (const Json* integrations = reader_.array("integrations").value_or(nullptr)) {
      read_integrations(*integrations);
    }
    read_status();
    warn_of_rest();
    add_part(std::move(service_), "service", pagerduty.services, reader_, diagnostics_);
  }

 private:
  /// In seconds; 0 and null are never.
  std::optional<Duration> timeout(std::string_view key) {
    constexpr std::int64_t shortest = 60;
    if (!is_given(reader_, key)) {
      return std::nullopt;
    }
    const auto seconds =
        reader_.integer(key, {.least = 0, .most = std::int64_t{366} * 86'400}).optional();
    if (seconds && *seconds != 0 && *seconds < shortest) {
      reader_.error(
          key,
          fmt::format("{} must be at least {} s, found {}", quote(key), shortest, *seconds),
          "0 and null are never");
    }
    return seconds.value_or(0) == 0 ? std::nullopt
                                    : std::optional<Duration>(std::chrono::seconds{*seconds});
  }

  void read_urgency_rule(const Json& json) {
    constexpr std::array<std::string_view, 2> types = {"constant", "use_support_hours"};
    ObjectReader rule(json, "the urgency rule of a service", diagnostics_);
    const auto type = rule.one_of("type", types).optional();
    need(rule, "type");
    if (!type) {
      return;
    }
    if (*type == types[0]) {
      service_.urgency = urgency_in(rule);
      return;
    }
    service_.urgency = urgency_within(rule, "during_support_hours");
    if (urgency_within(rule, "outside_support_hours") != service_.urgency) {
      diagnostics_.warning(json.span(),
                           "an urgency by support hours is not supported: that during them is used "
                           "at all times");
    }
  }

  UrgencyRule urgency_within(ObjectReader& rule, std::string_view key) {
    const Json* part = rule.object(key).required();
    if (part == nullptr) {
      return UrgencyRule::high;
    }
    ObjectReader reader(*part, quote(key), diagnostics_);
    return urgency_in(reader);
  }

  static UrgencyRule urgency_in(ObjectReader& reader) {
    const auto urgency = reader.choice<UrgencyRule>("urgency", urgencies).optional();
    need(reader, "urgency");
    return urgency.value_or(UrgencyRule::high);
  }

  /// The keys are secret: no message shows one. A mere reference to an integration has none.
  void read_integrations(const Json& integrations) {
    if (integrations.items().size() > most_entries) {
      diagnostics_.error(integrations.span(),
                         fmt::format("a service may have {} integrations", most_entries));
      return;
    }
    for (const Json& integration : integrations.items()) {
      const Json* key = integration.find("integration_key");
      if (key == nullptr || key->is_null()) {
        continue;
      }
      if (key->is_string()) {
        service_.keys.push_back(key->as_string());
      } else {
        diagnostics_.error(key->span(), "\"integration_key\" must be a text");
      }
    }
  }

  void read_status() {
    constexpr std::array<std::string_view, 5> statuses = {
        "active", "warning", "critical", "maintenance", "disabled"};
    const auto status = reader_.one_of("status", statuses).optional();
    if (status && (*status == "maintenance" || *status == "disabled")) {
      diagnostics_.warning(reader_.span_of("status"),
                           fmt::format("the service {} pages nobody while it is {}: here it does",
                                       quote(service_.name),
                                       quote(*status)));
    }
  }

  void warn_of_rest() {
    for (const std::string_view key : left_out) {
      const JsonMember* member = reader_.node().member(key);
      if (member != nullptr && !says_nothing(member->value)) {
        diagnostics_.warning(
            member->key_span,
            fmt::format("{} of a service is not supported: it is left out", quote(key)));
      }
    }
    std::vector<std::string_view> known{"name",
                                        "escalation_policy",
                                        "acknowledgement_timeout",
                                        "auto_resolve_timeout",
                                        "incident_urgency_rule",
                                        "integrations",
                                        "status"};
    known.insert(known.end(), left_out.begin(), left_out.end());
    known.insert(known.end(), without_meaning.begin(), without_meaning.end());
    warn_of_others(reader_, known, diagnostics_);
  }

  ObjectReader reader_;
  Diagnostics& diagnostics_;
  PagerDutyService service_ = {};
};

}  // namespace

void read_pagerduty_service(const Json& json, PagerDuty& into, Diagnostics& diagnostics) {
  ServiceReader(json, diagnostics).read_into(into);
}

}  // namespace firedrill::loading
