// What a mock's page shows under other names is what a simulated replica shows: the same requests
// give the same series in both worlds, whatever the block "metrics" asks for.
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/behaviour/response_code.hpp"
#include "harness/core/rng.hpp"
#include "harness/promql/exposition.hpp"
#include "harness/scenario/load.hpp"
#include "harness/scenario/metric_presets.hpp"
#include "harness/simulated/replica_metrics.hpp"
#include "mock_services/service/service_metrics.hpp"
#include "tests/support/world_fixture.hpp"

namespace firedrill {
namespace {

using namespace std::chrono_literals;

using SeriesValues = std::map<std::string, double>;

constexpr std::uint16_t statuses[] = {200, 204, 302, 404, 499, 500, 503};
constexpr std::uint16_t outcomes[] = {200, 404, 503, code::timeout, code::refused, code::redirects};

ShownMetrics shown_by(const std::string& block) {
  const LoadResult loaded = load_scenario(SourceText(
      "test.json",
      fmt::format(R"({{"firedrill": 1, "name": "test", "services": {{"shop": {{"metrics": {}}}}},
                      "traffic": [{{"name": "users", "to": "shop", "rate": "1/s"}}],
                      "script": [], "targets": {{"recover": "5m"}}}})",
                  block)));
  INFO(render(loaded.diagnostics));
  REQUIRE(loaded.scenario);
  return loaded.scenario->services.front().shown;
}

/// One replica as both worlds have it.
class Twins {
 public:
  explicit Twins(const ShownMetrics& shown)
      : shown_(shown),
        simulated_(shown_),
        mock_({.service = "shop", .instance = "shop-1", .version = "7", .ordinal = 1}, shown_) {
    Service shop = tests::service_of("shop");
    shop.version = "7";
    shop.versions.front().name = "7";
    blueprint_.emplace(std::vector<Service>{shop, tests::service_of("stock")},
                       std::vector<Population>{});
  }

  void called(std::uint16_t code, Duration latency) {
    if (shown_.has(ShownSource::calls)) {
      simulated_.called({.callee = 1, .version = 0, .code = code}, latency);
    }
    mock_.called({.callee = "stock", .code = code}, latency);
  }

  void answered(std::uint16_t status, Duration latency) {
    simulated_.answered(status, 0, latency);
    mock_.answered(status, latency);
  }

  SeriesValues simulated(std::uint32_t in_flight, std::uint32_t queue_length) {
    SeriesValues series;
    const Samples samples = simulated_.expose(*blueprint_,
                                              "shop",
                                              ScrapeTarget{.job = "", .instance = ""},
                                              {.version = "7",
                                               .ordinal = 1,
                                               .in_flight = in_flight,
                                               .queue_length = queue_length,
                                               .process_start_s = 12.5});
    for (const ScrapedSample& sample : samples) {
      add(sample.labels, sample.value, series);
    }
    return series;
  }

  SeriesValues mocked(std::size_t in_flight, std::size_t queue_length) const {
    SeriesValues series;
    const auto page = promql::parse_exposition(mock_.exposed(
        {.in_flight = in_flight, .queue_length = queue_length, .process_start_s = 12.5}));
    REQUIRE(page);
    for (const promql::ExposedSample& sample : *page) {
      add(sample.labels, sample.value, series);
    }
    return series;
  }

 private:
  static void add(const promql::Labels& labels, double value, SeriesValues& series) {
    CAPTURE(labels.to_string());
    CHECK(series.emplace(labels.to_string(), value).second);  // no series twice
  }

  ShownMetrics shown_;
  simulated::ReplicaMetrics simulated_;
  mock::ServiceMetrics mock_;
  std::optional<simulated::Blueprint> blueprint_;
};

/// Worlds add sums in different orders: the last digits may differ.
void check_same(const SeriesValues& left, const SeriesValues& right) {
  REQUIRE(left.size() == right.size());
  for (const auto& [labels, value] : left) {
    CAPTURE(labels);
    REQUIRE(right.contains(labels));
    CHECK(right.at(labels) == Approx(value).epsilon(1e-12));
  }
}

void check_alike(const ShownMetrics& shown, const std::string& what) {
  Rng random = stream(Seed{1}, "shown/" + what);
  Twins twins(shown);
  for (int request = 0; request < 300; ++request) {
    const auto status = statuses[static_cast<std::size_t>(random.unit() * std::size(statuses))];
    twins.answered(status, random.between(Duration{100us}, Duration{12s}));
    const auto outcome = outcomes[static_cast<std::size_t>(random.unit() * std::size(outcomes))];
    twins.called(outcome, random.between(Duration{100us}, Duration{12s}));
    if (request % 60 == 0) {
      check_same(twins.simulated(3, 1), twins.mocked(3, 1));
    }
  }
  check_same(twins.simulated(5, 0), twins.mocked(5, 0));
}

}  // namespace

// Pages say no instance of their own, so this compares none: presets with ${instance} are left out.
TEST_CASE("both worlds show the same of each preset", "[service]") {
  for (const MetricPreset& preset : metric_presets()) {
    if (preset.block.find("${instance}") == std::string_view::npos) {
      CAPTURE(preset.name);
      check_alike(shown_by(fmt::format(R"({{"preset": "{}"}})", preset.name)),
                  std::string(preset.name));
    }
  }
}

TEST_CASE("both worlds show the same of several presets and metrics together", "[service]") {
  check_alike(shown_by(R"({"preset": ["spring", "prometheus", "nginx"],
    "labels": {"namespace": "prod", "job": "prod/${service}", "pod": "${service}-${replica}"},
    "by_class_ms": {"shows": "requests", "as": "histogram", "unit": "milliseconds",
                    "labels": {"class": "${code_class}"}, "buckets": [0.5, 33.3, 1000]},
    "all_seconds": {"shows": "requests", "as": "summary"},
    "errors_total": {"shows": "requests", "labels": {"code": "${server_error}"}},
    "http_queue_length": {"shows": "queue_length", "labels": {"v": "${version}"}}})"),
              "together");
}

TEST_CASE("metrics of one name are one family of a mock's page", "[service]") {
  const ShownMetrics shown = shown_by(R"({"preset": "istio"})");
  mock::ServiceMetrics mock({.service = "shop", .version = "7"}, shown);
  mock.answered(200, 1ms);
  mock.called({.callee = "stock", .code = code::timeout}, 1s);

  const std::string page = mock.exposed({});

  const std::string type = "# TYPE istio_requests_total counter";
  CHECK(page.find(type) != std::string::npos);
  CHECK(page.find(type) == page.rfind(type));
  CHECK(page.find("reporter=\"destination\"") < page.find("reporter=\"source\""));
}

TEST_CASE("cumulative buckets never fall, and the last is the count", "[service]") {
  Twins twins(shown_by(R"({"t": {"shows": "requests", "as": "histogram",
                                 "buckets": [0.001, 0.01, 0.1, 1, 5]}})"));
  Rng random = stream(Seed{2}, "buckets");
  for (int request = 0; request < 200; ++request) {
    twins.answered(200, random.between(Duration{100us}, Duration{8s}));
  }

  const SeriesValues series = twins.mocked(0, 0);
  const auto bucket = [&](const std::string& le) {
    return series.at(promql::Labels{{"__name__", "t_bucket"}, {"le", le}}.to_string());
  };
  double last = 0;
  for (const char* le : {"0.001", "0.01", "0.1", "1", "5", "+Inf"}) {
    CAPTURE(le);
    CHECK(bucket(le) >= last);
    last = bucket(le);
  }
  CHECK(last == 200);
  CHECK(series.at(promql::Labels{{"__name__", "t_count"}}.to_string()) == 200);
}

}  // namespace firedrill
