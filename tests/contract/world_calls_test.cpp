// What a caller counts of its calls, in every world: attempts by callee and outcome, under the
// names that a scenario gives them.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/contract/stage.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

constexpr const char* two_tiers_and_a_provider = R"({
  "identity": {"kind": "auth_provider", "latency": "1ms", "startup": "200ms",
               "contracts": {"v1": {}}},
  "server": {"latency": "2ms", "startup": "200ms"},
  "edge": {"latency": "1ms", "startup": "200ms", "version": "7", "versions": {"7": {}},
           "auth": {"identity": {"speaks": "v1", "timeout": "500ms", "tokens": "per_request"}},
           "calls": [{"service": "server", "timeout": "200ms",
                      "retry": {"attempts": 2, "backoff": "1ms"}}],
           "metrics": {"preset": ["istio", "spring"],
                       "calls": {"shows": "calls", "as": "histogram", "buckets": [0.04, 10],
                                 "labels": {"to": "${callee}", "code": "${code}"}}}}
})";

constexpr const char* guests =
    R"([{"name": "guests", "to": "edge", "rate": "50/s", "timeout": "2s"}])";

/// The sum of the edge's samples of a metric with all these labels.
double count(Stage& stage,
             std::string_view metric,
             const std::vector<promql::Labels::Entry>& labels) {
  double sum = 0;
  for (const ScrapedSample& sample : stage.scrape("edge-0").samples) {
    bool is_asked_for = sample.labels.get(promql::name_label) == metric;
    for (const auto& [name, value] : labels) {
      is_asked_for = is_asked_for && sample.labels.get(name) == value;
    }
    sum += is_asked_for ? sample.value : 0;
  }
  return sum;
}

}  // namespace

TEST_CASE("a caller shows what became of its calls, to services and to providers",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, two_tiers_and_a_provider, guests);
  REQUIRE(stage.becomes_well());

  CHECK(count(stage, "calls_count", {{"to", "server"}, {"code", "200"}}) >= 50);
  CHECK(count(stage, "calls_count", {{"to", "identity"}, {"code", "200"}}) >= 50);
  CHECK(count(stage, "calls_bucket", {{"to", "server"}, {"code", "200"}, {"le", "0.04"}}) > 0);
  CHECK(count(stage, "calls_sum", {{"to", "server"}, {"code", "200"}}) > 0.1);
  CHECK(count(stage,
              "istio_requests_total",
              {{"reporter", "source"},
               {"source_workload", "edge"},
               {"source_version", "7"},
               {"destination_service", "server.default.svc.cluster.local"},
               {"response_code", "200"},
               {"response_flags", "-"}}) >= 50);
  CHECK(count(stage,
              "istio_requests_total",
              {{"reporter", "destination"}, {"destination_workload", "edge"}}) >= 50);
  CHECK(count(stage,
              "http_client_requests_seconds_count",
              {{"client_name", "identity"}, {"status", "200"}, {"outcome", "SUCCESS"}}) >= 50);
}

TEST_CASE("each attempt of a call counts, with how it ended", "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  const auto [fault, code, status, istio_code] =
      GENERATE(table<const char*, const char*, const char*, const char*>(
          {{R"("fault": "error_rate", "rate": 1, "reply": 503)", "503", "503", "503"},
           {R"("fault": "latency", "by": "600ms")", "timeout", "CLIENT_ERROR", "0"},
           {R"("fault": "refuse")", "refused", "CLIENT_ERROR", "503"},
           {R"("fault": "truncate")", "truncated", "200", "200"}}));
  CAPTURE(fault);
  Stage stage(kind,
              two_tiers_and_a_provider,
              guests,
              {std::string(R"("id": "f", "service": "server", )") + fault});
  REQUIRE(stage.becomes_well());

  REQUIRE(stage.perform(StartFault{stage.fault("f")}).outcome == Outcome::ok);
  REQUIRE(stage.becomes_bad());
  stage.run_for(1s);

  const double bad = stage.total("client_requests_total", "outcome", "bad");
  const double attempts = count(stage, "calls_count", {{"to", "server"}, {"code", code}});
  CHECK(attempts > 1.5 * bad);  // both attempts, unless the machine stood still
  CHECK(count(stage, "http_client_requests_seconds_count", {{"status", status}}) >= bad);
  CHECK(count(stage,
              "istio_requests_total",
              {{"reporter", "source"}, {"response_code", istio_code}}) >= bad);
  if (std::string_view(code) == "timeout") {
    CHECK(count(stage, "calls_bucket", {{"code", code}, {"le", "0.04"}}) == 0);
    CHECK(count(stage, "calls_sum", {{"code", code}}) >= 0.19 * attempts);
  }
}

TEST_CASE("a 4xx other than 408 and 429 is passed on, and is no failure of the call",
          "[contract][world]") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  const auto [reply, told, fails] = GENERATE(table<const char*, const char*, bool>(
      {{"404", "404", false}, {"408", "500", true}, {"429", "500", true}}));
  CAPTURE(kind.name, reply);
  Stage stage(kind,
              R"({"server": {"latency": "2ms", "startup": "200ms"},
                  "edge": {"latency": "1ms", "startup": "200ms",
                           "calls": [{"service": "server", "fails": {"reply": 500},
                                      "retry": {"attempts": 2, "backoff": "1ms"},
                                      "breaker": {"failures": 4, "open_for": "1m"}}],
                           "metrics": {"calls": {"shows": "calls",
                                                 "labels": {"code": "${code}"}}}}})",
              guests,
              {R"("id": "f", "service": "server", "fault": "error_rate", "rate": 1, "reply": )" +
               std::string(reply)});
  REQUIRE(stage.becomes_well());

  REQUIRE(stage.perform(StartFault{stage.fault("f")}).outcome == Outcome::ok);
  REQUIRE(stage.becomes_bad());
  stage.run_for(1s);

  const double bad = stage.total("client_requests_total", "outcome", "bad");
  CHECK(bad > 20);
  CHECK(stage.total("client_requests_total", "code", told) >= bad);
  const double attempts = count(stage, "calls", {{"code", reply}});
  if (fails) {
    CHECK(attempts >= 4);  // then the breaker is open
    CHECK(attempts < 0.5 * bad);
  } else {
    CHECK(attempts >= bad);
    CHECK(attempts < 1.5 * bad);
  }
}

}  // namespace firedrill::tests
