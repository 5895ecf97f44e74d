// A family of published reports of one incident (an untested upgrade that needs third-party
// authentication), which differ in their minutes. Each that makes sense replays to its minutes; the
// one whose rollback comes before its outage is refused.
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/scenario/load.hpp"
#include "harness/text/diagnostic.hpp"
#include "tests/support/played.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

/// Minutes since the upgrade began.
struct Variant {
  const char* label;
  int outage;
  int pager;
  int acknowledged;
  int rollback_started;
  int rolled_back;
  int restarted;
  int online;
};

/// Where the pager rang with the outage an alert did it; where it rang later, customers did.
std::string detection(const Variant& variant) {
  if (variant.pager == variant.outage) {
    return R"("alerts": [{"alert": "HighErrorRatio", "expr":
      "rate(client_requests_total{outcome='bad'}[1m]) > 1"}])";
  }
  return fmt::format(R"("customer_reports": [{{"population": "clients", "after": "{}m"}}])",
                     variant.pager - variant.outage);
}

std::string services(const Variant& variant) {
  return fmt::format(R"("services": {{
    "identity": {{"kind": "auth_provider", "third_party": true, "accepts": ["v1"],
                  "contracts": {{"v1": {{"token_auth": ["client_secret_basic"]}},
                                 "v2": {{"token_auth": ["private_key_jwt"]}}}}}},
    "server": {{"startup": "{}m",
                "auth": {{"identity": {{"speaks": "v1", "fails": {{"reply": 500}}}}}},
                "version": "4.2.0",
                "versions": {{"4.2.0": {{}},
                             "5.0.0": {{"auth": {{"identity": {{"speaks": "v2"}}}}}}}}}},
    "edge": {{"calls": [{{"service": "server", "timeout": "3s", "fails": {{"reply": 500}}}}]}}}})",
                     variant.online - variant.restarted);
}

std::string response(const Variant& variant) {
  return fmt::format(R"("response": [{{"on": "acknowledged", "after": "{}m", "steps": [
        {{"id": "undo", "do": "rollback", "of": "release", "takes": "{}m",
          "takes_effect": "on_restart"}},
        {{"do": "restart", "service": "server", "after": "{}m"}}]}}])",
                     variant.rollback_started - variant.acknowledged,
                     variant.rolled_back - variant.rollback_started,
                     variant.restarted - variant.rolled_back);
}

std::string expected(const Variant& variant) {
  return fmt::format(R"("expected": {{"impact": "{}m", "page": "{}m", "acknowledge": "{}m",
        "rollback_started": "{}m", "rollback": "{}m", "restart": "{}m", "recover": "{}m"}})",
                     variant.outage,
                     variant.pager,
                     variant.acknowledged,
                     variant.rollback_started,
                     variant.rolled_back,
                     variant.restarted,
                     variant.online);
}

std::string scenario(const Variant& variant) {
  return fmt::format(R"({{"firedrill": 1, "name": "variant", "lasts": "{}m", {}, {},
      "traffic": [{{"name": "clients", "to": "edge", "rate": "10/s"}}],
      "script": [{{"id": "release", "at": "0s", "do": "deploy", "service": "server",
                   "version": "5.0.0", "takes": "{}m"}}],
      "on_call": {{"escalation": [{{"notify": "primary", "acknowledges": "{}m"}}]}},
      {}, {}, "targets": {{}}}})",
                     variant.online + 5,
                     services(variant),
                     detection(variant),
                     variant.outage,
                     variant.acknowledged - variant.pager,
                     response(variant),
                     expected(variant));
}

}  // namespace

TEST_CASE("every well-formed variant replays to its minutes", "[scenarios]") {
  const auto variant = GENERATE(Variant{"2023-01-31 copy", 15, 17, 20, 24, 26, 28, 30},
                                Variant{"2023-05-10", 5, 15, 30, 60, 120, 180, 210},
                                Variant{"2023-06-03", 15, 15, 25, 30, 35, 35, 37},
                                Variant{"2023-06-28", 30, 45, 55, 59, 64, 70, 75},
                                Variant{"2023-08-07", 15, 15, 25, 30, 35, 35, 47},
                                Variant{"2023-08-10", 15, 15, 25, 30, 35, 35, 37},
                                Variant{"2023-11-09", 15, 15, 25, 30, 35, 35, 37},
                                Variant{"2024-04-20", 40, 88, 95, 120, 145, 165, 167},
                                Variant{"2024-08-16", 20, 21, 25, 30, 35, 40, 42},
                                Variant{"undated", 5, 5, 10, 11, 13, 13, 15});
  const Journal journal = played(scenario(variant));

  INFO(variant.label);
  CHECK(minute(journal, EventType::impact_started) == variant.outage);
  CHECK(minute(journal, EventType::page_delivered) == variant.pager);
  CHECK(minute(journal, EventType::acknowledged) == variant.acknowledged);
  CHECK(minute(journal, EventType::rollback_started) == variant.rollback_started);
  CHECK(minute(journal, EventType::rollback_completed) == variant.rolled_back);
  CHECK(minute(journal, EventType::recovered) == variant.online);
  const Assessment assessment = assess(journal);
  CHECK(assessment.verdict == RunVerdict::met);
  CHECK(assessment.targets.size() == 7);
}

TEST_CASE("the variant whose rollback precedes its outage is refused", "[scenarios]") {
  const std::string text = replaced(scenario({"2023-01-31", 15, 15, 25, 30, 35, 35, 37}),
                                    R"("impact": "15m", "page": "15m", "acknowledge": "25m",
        "rollback_started": "30m", "rollback": "35m")",
                                    R"("impact": "35m", "page": "15m", "acknowledge": "25m",
        "rollback_started": "30m", "rollback": "15m")");
  const LoadResult result = load_scenario(SourceText("variant.json", text));

  CHECK_FALSE(result.scenario.has_value());
  CHECK_THAT(render(result.diagnostics), Catch::Matchers::Contains("rollback"));
  CHECK_THAT(render(result.diagnostics), Catch::Matchers::Contains("before"));
}
