#include "mock_services/service/service_metrics.hpp"

#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "harness/promql/exposition.hpp"

using namespace std::chrono_literals;
using namespace firedrill;

namespace {

/// The value of the only series on a page with these labels.
std::optional<double> value_of(const std::string& page, const promql::Labels& labels) {
  const auto samples = promql::parse_exposition(page);
  REQUIRE(samples);
  std::optional<double> value;
  for (const promql::ExposedSample& sample : *samples) {
    if (sample.labels == labels) {
      CHECK_FALSE(value.has_value());
      value = sample.value;
    }
  }
  return value;
}

}  // namespace

TEST_CASE("a mock service exposes what it has answered, by status", "[service]") {
  mock::ServiceMetrics metrics{{.service = "server", .version = "5.0.0"}};
  metrics.answered(200, 3ms);
  metrics.answered(200, 30ms);
  metrics.answered(500, 20s);

  const std::string page =
      metrics.exposed({.in_flight = 4, .queue_length = 2, .process_start_s = 1'700'000'000.25});

  const auto requests = [&](const std::string& code) {
    return value_of(page,
                    {{"__name__", "http_requests_total"},
                     {"code", code},
                     {"service", "server"},
                     {"version", "5.0.0"}});
  };
  CHECK(requests("200") == 2);
  CHECK(requests("500") == 1);
  CHECK_FALSE(requests("503").has_value());
  const auto plain = [&](const std::string& name) {
    return value_of(page, {{"__name__", name}, {"service", "server"}});
  };
  CHECK(plain("http_requests_in_flight") == 4);
  CHECK(plain("http_queue_length") == 2);
  CHECK(plain("process_start_time_seconds") == 1'700'000'000.25);
  CHECK(plain("http_request_duration_seconds_count") == 3);
  CHECK(plain("http_request_duration_seconds_sum") == 20.033);
}

TEST_CASE("a mock service's page shows the metrics of the user's names", "[service]") {
  const ShownMetrics shown =
      make_shown({{.name = "http_server_requests_seconds",
                   .as = MetricType::histogram,
                   .buckets = {{7ms, "0.007"}},
                   .labels = {{"status", "${code}"}, {"outcome", "${spring_outcome}"}}},
                  {.name = "http_requests_total", .labels = {{"job", "prod"}, {"code", "${code}"}}},
                  {.name = "pod_info",
                   .shows = ShownSource::up,
                   .as = MetricType::gauge,
                   .labels = {{"pod", "${instance}"}, {"version", "${version}"}}}});
  mock::ServiceMetrics metrics{
      {.service = "server", .instance = "server-1", .version = "5.0.0", .ordinal = 1}, shown};
  metrics.answered(200, 6ms);
  metrics.answered(200, 30ms);
  metrics.answered(500, 2s);

  const std::string page = metrics.exposed({});

  const auto spring = [&](const std::string& part, std::vector<promql::Labels::Entry> entries) {
    entries.emplace_back("__name__", "http_server_requests_seconds" + part);
    entries.emplace_back("status", "200");
    entries.emplace_back("outcome", "SUCCESS");
    return value_of(page, promql::Labels{entries});
  };
  CHECK(spring("_bucket", {{"le", "0.007"}}) == 1);
  CHECK(spring("_bucket", {{"le", "+Inf"}}) == 2);
  CHECK(spring("_sum", {}) == 0.036);
  CHECK(value_of(page, {{"__name__", "http_requests_total"}, {"job", "prod"}, {"code", "500"}}) ==
        1);
  CHECK(page.find("http_requests_total{code=\"200\",service") == std::string::npos);
  CHECK(value_of(page, {{"__name__", "pod_info"}, {"pod", "server-1"}, {"version", "5.0.0"}}) == 1);
  CHECK(page.find("# TYPE http_server_requests_seconds histogram") != std::string::npos);
}

TEST_CASE("the buckets of a mock service's latencies add up", "[service]") {
  mock::ServiceMetrics metrics{{.service = "server", .version = "1"}};
  metrics.answered(200, 5ms);
  metrics.answered(200, 6ms);
  metrics.answered(200, 1min);

  const std::string page = metrics.exposed({});

  const auto bucket = [&](const std::string& le) {
    return value_of(
        page,
        {{"__name__", "http_request_duration_seconds_bucket"}, {"le", le}, {"service", "server"}});
  };
  CHECK(bucket("0.005") == 1);
  CHECK(bucket("0.01") == 2);
  CHECK(bucket("10") == 2);
  CHECK(bucket("+Inf") == 3);
}

TEST_CASE("a mock service counts its requests to providers, whatever they are called",
          "[service]") {
  mock::ServiceMetrics metrics{{.service = "a \"b\"\\", .version = "1"}};
  metrics.authenticated("identity", "ok");
  metrics.authenticated("identity", "ok");
  metrics.authenticated("identity", "timeout");

  const std::string page = metrics.exposed({});

  const auto requests = [&](const std::string& result) {
    return value_of(page,
                    {{"__name__", "auth_requests_total"},
                     {"provider", "identity"},
                     {"result", result},
                     {"service", "a \"b\"\\"}});
  };
  CHECK(requests("ok") == 2);
  CHECK(requests("timeout") == 1);
}
