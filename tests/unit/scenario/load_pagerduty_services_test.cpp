#include <string>

#include <catch2/catch.hpp>

#include "harness/scenario/pagerduty.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/scenario/load_support.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

/// As GET /services?include[]=integrations answers, with more keys.
std::string service(const std::string& keys) {
  return R"({"id": "PSVC1", "type": "service", "name": "Payments", "status": "active",
    "created_at": "2015-11-06T11:12:51-05:00", "teams": [], "alert_creation":
    "create_alerts_and_incidents", "alert_grouping": null, "addons": [], "scheduled_actions": [],
    "alert_grouping_parameters": {"type": null, "config": null}, "support_hours": null,
    "auto_pause_notifications_parameters": {"enabled": false, "timeout": 300},
    "escalation_policy": {"id": "PPOL1", "type": "escalation_policy_reference"})" +
         keys + "}";
}

constexpr const char* its_policy = R"({"escalation_policy": {"id": "PPOL1", "name": "Engineering",
  "escalation_rules": [{"escalation_delay_in_minutes": 30,
    "targets": [{"id": "PU1", "type": "user_reference", "summary": "Ann Lee"}]}],
  "num_loops": 2}})";

/// What is read of a service with more keys, and what is said of it.
struct Read {
  explicit Read(const std::string& keys)
      : source("s.json", "{\"service\": " + service(keys) + "}") {
    Diagnostics diagnostics(source);
    loading::read_pagerduty(diagnostics, pagerduty);
    for (const Diagnostic& each : diagnostics.all()) {
      said += source.where(each.span.begin) + " " + each.message + "\n";
    }
  }

  const loading::PagerDutyService& service_read() const { return pagerduty.services.at(0); }

  SourceText source;
  loading::PagerDuty pagerduty = {};
  std::string said = {};
};

LoadResult load(const std::string& services, const std::string& on_call, const char* policies) {
  const TemporaryFolder folder;
  folder.put("a.json", "{\"services\": [" + services + "]}");
  folder.put("b.json", policies);
  Parts parts;
  parts.more =
      R"("starts_at": "2023-11-09T11:00:00+01:00", "on_call": {"pagerduty": ["*.json"], )" +
      on_call + "}";
  return load_scenario(SourceText(folder.path() + "/s", parts.text()));
}

}  // namespace

TEST_CASE("a service of PagerDuty's is a policy with times, an urgency and keys",
          "[unit][scenario]") {
  const LoadResult result =
      load(service(R"(, "acknowledgement_timeout": 600, "auto_resolve_timeout": 14400,
        "incident_urgency_rule": {"type": "constant", "urgency": "severity_based"},
        "integrations": [{"id": "PI1", "type": "events_api_v2_inbound_integration",
                          "integration_key": "KEY1"},
                         {"id": "PI2", "type": "generic_email_inbound_integration"}])"),
           R"("policy": "Payments")",
           its_policy);

  INFO(render(result.diagnostics));
  REQUIRE(result.scenario);
  CHECK(result.diagnostics.empty());
  const OnCall& on_call = result.scenario->on_call;
  CHECK(on_call.policies.at(0).name == "Engineering");
  CHECK_FALSE(on_call.policies[0].acknowledgement_timeout);
  const PagingPolicy& payments = on_call.policies.at(on_call.default_policy);
  CHECK(payments.name == "Payments");
  CHECK(payments.loops == 2);
  CHECK(names_of(on_call, payments.levels.at(0)) == "Ann Lee");
  CHECK(payments.acknowledgement_timeout == Duration{10min});
  CHECK(payments.auto_resolve_timeout == Duration{4h});
  CHECK(payments.urgency == UrgencyRule::by_severity);
  REQUIRE(on_call.routing_keys.size() == 1);
  CHECK(on_call.routing_keys.at("KEY1") == on_call.default_policy);
}

TEST_CASE("a service of PagerDuty's that says no more is urgent, for ever", "[unit][scenario]") {
  const Read plain("");
  const Read low(R"(, "incident_urgency_rule": {"type": "constant", "urgency": "low"})");
  const Read never(R"(, "acknowledgement_timeout": null, "auto_resolve_timeout": 0)");

  CHECK(plain.said.empty());
  CHECK(plain.service_read().urgency == UrgencyRule::high);
  CHECK_FALSE(plain.service_read().acknowledgement_timeout);
  CHECK(low.service_read().urgency == UrgencyRule::low);
  CHECK(never.said.empty());
  CHECK_FALSE(never.service_read().auto_resolve_timeout);
}

TEST_CASE("an urgency by support hours is that during them, which is said", "[unit][scenario]") {
  const auto by_hours = [](const std::string& outside) {
    return Read(R"(, "incident_urgency_rule": {"type": "use_support_hours",
      "during_support_hours": {"type": "constant", "urgency": "low"},
      "outside_support_hours": {"type": "constant", "urgency": ")" +
                outside + "\"}}");
  };

  CHECK(by_hours("low").said.empty());
  CHECK(by_hours("high").service_read().urgency == UrgencyRule::low);
  CHECK(by_hours("high").said ==
        "s.json:6:107 an urgency by support hours is not supported: that during them is used at "
        "all times\n");
}

TEST_CASE("what a service says wrong, or more than is read, is told", "[unit][scenario]") {
  CHECK(Read(R"(, "acknowledgement_timeout": 30)")
            .said.find("\"acknowledgement_timeout\" must be at least 60 s, found 30") !=
        std::string::npos);
  CHECK(Read(R"(, "incident_urgency_rule": {"type": "constant", "urgency": "hihg"})")
            .said.find("did you mean \"high\"?") != std::string::npos);
  CHECK(Read(R"(, "response_play": {"id": "PRP1"}, "whatever": 1)").said ==
        "s.json:6:82 \"response_play\" of a service is not supported: it is left out\n"
        "s.json:6:115 \"whatever\" in a service is not supported: it is left out\n");
  const std::string secret = Read(R"(, "integrations": [{"integration_key": 31337}])").said;
  CHECK(secret.find("\"integration_key\" must be a text") != std::string::npos);
  CHECK(secret.find("31337") == std::string::npos);
}

TEST_CASE("a service without its policy's file is a mistake", "[unit][scenario]") {
  const LoadResult result = load(service(""), R"("policy": "Payments")", R"({"schedules": []})");

  CHECK(render(result.diagnostics)
            .find("the service \"Payments\" goes by the policy \"PPOL1\", which no file says") !=
        std::string::npos);
}

TEST_CASE("a service that is named as a policy is told apart from it", "[unit][scenario]") {
  std::string same = its_policy;
  same.replace(same.find("Engineering"), 11, "Payments");
  const LoadResult result = load(service(""), R"-("policy": "Payments (service)")-", same.c_str());

  INFO(render(result.diagnostics));
  REQUIRE(result.scenario);
  CHECK(result.scenario->on_call.policies.at(0).name == "Payments");
  CHECK(result.scenario->on_call.default_policy == 1);
}

}  // namespace firedrill::tests
