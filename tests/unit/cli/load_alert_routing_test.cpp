#include "harness/cli/load_alert_routing.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "harness/cli/load.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace firedrill;
using firedrill::tests::TemporaryFolder;

namespace {

constexpr const char* pagerduty = R"({
  "escalation_policies": [{"id": "PPOL1", "name": "Engineering", "escalation_rules": [
    {"escalation_delay_in_minutes": 30, "targets": [{"id": "PU1", "type": "user_reference"}]}]}],
  "services": [
    {"id": "PSVC1", "name": "Payments", "escalation_policy": {"id": "PPOL1"},
     "integrations": [{"integration_key": "R0123456789012345678901234567891"}]},
    {"id": "PSVC2", "name": "Search", "escalation_policy": {"id": "PPOL1"},
     "integrations": [{"integration_key": "R0123456789012345678901234567892"}]}]})";

/// To whose policy a receiver with these keys leads, by its name.
std::string policy_of(const std::string& keys, const std::string& receivers = "{}") {
  const TemporaryFolder folder;
  folder.put("pd/all.json", pagerduty);
  folder.put(
      "am.yml",
      "route: {receiver: pager}\nreceivers:\n- {name: pager, pagerduty_configs: [" + keys + "]}\n");
  const std::string scenario = folder.put("s.json",
                                          R"({"firedrill": 1, "name": "s",
    "starts_at": "2023-11-09T11:00:00+01:00", "alertmanager_config": "am.yml",
    "services": {"shop": {}}, "traffic": [{"name": "shoppers", "to": "shop", "rate": "1/s"}],
    "on_call": {"pagerduty": ["pd/*.json"], "policy": "Engineering", "receivers": )" +
                                              receivers + R"(},
    "script": [], "targets": {"failed_requests": {"at_most": 0}}})");

  const auto all = cli::load_all({scenario}, {});

  REQUIRE(all);
  const OnCall& on_call = all->at(0).on_call;
  return on_call.policies.at(firedrill::policy_of(on_call, "pager")).name;
}

}  // namespace

TEST_CASE("a routing key leads to PagerDuty's service that has it", "[unit][cli]") {
  const std::string payments = "{routing_key: R0123456789012345678901234567891}";
  const std::string search = "{service_key: R0123456789012345678901234567892}";

  CHECK(policy_of(payments) == "Payments");
  CHECK(policy_of(search) == "Search");
  CHECK(policy_of(search + ", " + payments) == "Payments");
  CHECK(policy_of("{routing_key: R0123456789012345678901234567893}") == "Engineering");
  CHECK(policy_of("{routing_key_file: key}") == "Engineering");
  CHECK(policy_of(payments, R"({"pager": "Search"})") == "Search");
}
