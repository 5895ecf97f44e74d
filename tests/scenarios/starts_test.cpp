// What a fault can begin by, beside a time: so much data, and a cache that expires.
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

}  // namespace

TEST_CASE("a fault can begin with so much data", "[scenarios][faults]") {
  const auto began = starts("sum(http_requests_total{service='shop'}) > 9000");

  REQUIRE(began.size() == 1);  // 900 s, less two minutes of settling
  CHECK(began.front() > 770);
  CHECK(began.front() < 810);
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
