// What a fault can begin by, beside a time of the run: so much data, a cache that expires, a
// restart, a date.
#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/played.hpp"

using namespace firedrill;
using namespace firedrill::tests;

namespace {

/// 10 orders a second, whose shop fetches a token when the one that it keeps expires.
std::string orders(const std::string& when, const std::string& cache) {
  return fmt::format(R"({{
    "firedrill": 1, "name": "starts", "lasts": "30m",
    "services": {{
      "identity": {{"kind": "auth_provider", "contracts": {{"v1": {{}}}}}},
      "shop": {{"auth": {{"identity": {{"speaks": "v1", "tokens": {{"cache": "{}"}}}}}}}}
    }},
    "traffic": [{{"name": "orders", "to": "shop", "rate": "10/s"}}],
    "script": [{{"when": "{}", "do": "inject", "fault": "error_rate", "rate": "50%",
                "service": "shop"}}],
    "targets": {{"failed_requests": {{"at_most": "90%"}}}}
  }})",
                     cache,
                     when);
}

std::vector<double> starts(const std::string& when, const std::string& cache = "20m") {
  return times(played(orders(when, cache)), EventType::fault_injected);
}

/// When a fault of "shop" began that has this trigger, in a run that restarts it at 2m.
std::vector<double> starts_by(const std::string& trigger) {
  return times(played(fmt::format(R"({{
    "firedrill": 1, "name": "starts", "lasts": "10m", "starts_at": "2023-11-09T10:00:00+01:00",
    "services": {{"shop": {{"startup": "20s"}}}},
    "traffic": [{{"name": "orders", "to": "shop", "rate": "10/s"}}],
    "script": [{{"at": "2m", "do": "restart", "service": "shop"}},
               {{{}, "do": "inject", "fault": "latency", "by": "1s", "service": "shop"}}],
    "targets": {{"failed_requests": {{"at_most": "90%"}}}}
  }})",
                                  trigger)),
               EventType::fault_injected);
}

}  // namespace

TEST_CASE("a fault can begin with so much data", "[scenarios][faults]") {
  const auto began = starts("sum(http_requests_total{service='shop'}) > 9000");

  REQUIRE(began.size() == 1);  // 900 s, less two minutes of settling
  CHECK(began.front() > 770);
  CHECK(began.front() < 810);
}

TEST_CASE("a fault can begin with a restart", "[scenarios][faults]") {
  CHECK(starts_by(R"("on": "replica_up", "of": "shop")") == std::vector<double>{140});
}

TEST_CASE("a fault can begin at a date, whatever zone says it", "[scenarios][faults]") {
  CHECK(starts_by(R"("at": "2023-11-09T10:05:30+01:00")") == std::vector<double>{330});
  CHECK(starts_by(R"("at": "2023-11-09T09:05:30Z")") == std::vector<double>{330});
}

TEST_CASE("a fault can begin with the expiry of a cache", "[scenarios][faults]") {
  const std::string when = "sum(auth_requests_total{provider='identity'}) > 0";
  const auto soon = starts(when, "5m");
  const auto late = starts(when, "20m");

  REQUIRE(soon.size() == 1);
  REQUIRE(late.size() == 1);
  CHECK(soon.front() < 300 + 30);
  CHECK(late.front() > soon.front() + 60);
}
