#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "harness/engine/series.hpp"
#include "harness/simulated/replica_metrics.hpp"
#include "tests/support/world_fixture.hpp"

// What a scrape of the simulated world shows.

namespace firedrill {
namespace {

using namespace tests;

/// A provider, a service that uses it, and clients: everything that is ever exposed.
simulated::WorldPlan everything() {
  Behaviour shop{.latency = Constant{30ms}};
  shop.auth = {{.call = {.service = "identity"}, .speaks = "v1"}};
  simulated::WorldPlan plan{.services = {provider_of("identity"), service_of("shop", shop)},
                            .traffic = {clients_of("shop", 10)}};
  for (Service& service : plan.services) {
    service.version = "1";
    service.versions.front().name = "1";
  }
  return plan;
}

/// The names of a sample's labels without its own and the target's, by comma.
std::string own_labels(const promql::Labels& labels) {
  std::string names;
  for (const auto& [name, value] : labels) {
    if (name != promql::name_label && name != "job" && name != "instance" && name != "le") {
      names += (names.empty() ? "" : ", ") + name;
    }
  }
  return names;
}

/// The metric that a sample belongs to: a histogram's parts belong to it.
std::string metric_of(std::string_view sample) {
  std::string name(sample);
  for (const std::string_view part : {"_bucket", "_sum", "_count"}) {
    if (name.ends_with(part)) {
      name.resize(name.size() - part.size());
    }
  }
  return name;
}

TEST_CASE("the world exposes the metrics that are listed, with the labels that are listed",
          "[exposition]") {
  WorldFixture fixture{everything()};
  fixture.play_until(5s);
  std::map<std::string, std::set<std::string>> exposed{{"up", {""}}};  // made by the scraper

  for (const ScrapeTarget& target : fixture.world().scrape_targets()) {
    for (const ScrapedSample& sample : fixture.scrape(target.instance).samples) {
      CHECK(sample.labels.get("job") == target.job);
      CHECK(sample.labels.get("instance") == target.instance);
      exposed[metric_of(sample.labels.get(promql::name_label))].insert(own_labels(sample.labels));
    }
  }

  std::map<std::string, std::set<std::string>> listed;
  for (const MetricInfo& info : exported_metrics()) {
    listed[std::string(info.name)].insert(std::string(info.labels));
  }
  CHECK(exposed == listed);
}

TEST_CASE("a histogram's buckets count what lies below, and its sum is in seconds",
          "[exposition]") {
  LatencyHistogram histogram;
  for (const Duration latency : {Duration{3ms}, Duration{30ms}, Duration{40ms}, Duration{1min}}) {
    histogram.observe(latency);
  }
  HistogramSeries series;
  CHECK(series.empty());
  series.name(SeriesLabels{{"shop", "shop-0"}}, "wait_seconds", {{"kind", "x"}});
  ScrapeResult scrape;

  series.write(histogram, scrape.samples);

  CHECK(scrape.samples.size() == histogram_bounds.size() + 2);
  CHECK(sample(scrape, "wait_seconds_bucket", {{"le", "0.005"}}) == 1);
  CHECK(sample(scrape, "wait_seconds_bucket", {{"le", "0.025"}}) == 1);
  CHECK(sample(scrape, "wait_seconds_bucket", {{"le", "0.05"}}) == 3);
  CHECK(sample(scrape, "wait_seconds_bucket", {{"le", "10"}}) == 3);
  CHECK(sample(scrape, "wait_seconds_bucket", {{"le", "+Inf"}}) == 4);
  CHECK(sample(scrape, "wait_seconds_count", {{"kind", "x"}, {"job", "shop"}}) == 4);
  CHECK(*sample(scrape, "wait_seconds_sum") == Approx(60.073));
}

TEST_CASE("requests are counted by the status they got and the version that answered",
          "[exposition]") {
  Service shop = service_of("shop");
  shop.version = "1";
  shop.versions = {{.name = "1", .behaviour = {}}, {.name = "2", .behaviour = {}}};
  const simulated::Blueprint blueprint{{shop}, {}};
  const ShownMetrics nothing;
  simulated::ReplicaMetrics metrics(nothing);
  metrics.answered(200, 0, 10ms);
  metrics.answered(200, 0, 10ms);
  metrics.answered(503, 0, 10ms);
  metrics.answered(200, 1, 10ms);

  const ScrapeResult scrape{
      .up = true,
      .samples = metrics.expose(blueprint,
                                "shop",
                                ScrapeTarget{"shop", "shop-0"},
                                {.in_flight = 7, .queue_length = 3, .process_start_s = 12.5})};

  CHECK(sample(scrape, "http_requests_total", {{"code", "200"}, {"version", "1"}}) == 2);
  CHECK(sample(scrape, "http_requests_total", {{"code", "503"}, {"version", "1"}}) == 1);
  CHECK(sample(scrape, "http_requests_total", {{"code", "200"}, {"version", "2"}}) == 1);
  CHECK(sample(scrape, "http_request_duration_seconds_count", {{"service", "shop"}}) == 4);
  CHECK(sample(scrape, "http_requests_in_flight") == 7);
  CHECK(sample(scrape, "http_queue_length") == 3);
  CHECK(sample(scrape, "process_start_time_seconds") == 12.5);
}

TEST_CASE("requests to a provider are counted by what became of them", "[exposition]") {
  const simulated::WorldPlan plan = everything();
  simulated::Blueprint blueprint{plan.services, {}};
  blueprint.wire_errors.push_back(
      {.status = 401, .error = "invalid_client", .description = "", .rule = "token_auth"});
  const auto error = static_cast<std::uint16_t>(blueprint.wire_errors.size() - 1);
  const ShownMetrics nothing;
  simulated::ReplicaMetrics metrics(nothing);
  metrics.authenticated(0, {.code = 200});
  metrics.authenticated(0, {.code = 204});
  metrics.authenticated(0, {.code = 401, .error = error});
  metrics.authenticated(0, {.code = 503});
  metrics.authenticated(0, {.code = code::timeout});

  const ScrapeResult scrape{
      .up = true, .samples = metrics.expose(blueprint, "shop", ScrapeTarget{"shop", "shop-0"}, {})};

  const auto count = [&](std::string_view result) {
    return sample(scrape, "auth_requests_total", {{"result", result}, {"provider", "identity"}});
  };
  CHECK(count("ok") == 2);
  CHECK(count("invalid_client") == 1);
  CHECK(count("503") == 1);
  CHECK(count("timeout") == 1);
}

TEST_CASE("clients are counted by what they got and whether it was good", "[exposition]") {
  simulated::WorldPlan plan = everything();
  plan.traffic.front().good = {.statuses = {{200, 299}}, .within = 20ms};
  WorldFixture fixture{plan};
  fixture.play_until(10s);
  fixture.perform(SetShedding{"clients", 1});
  fixture.play_until(20s);

  const ScrapeResult scrape = fixture.scrape("firedrill");

  const auto count = [&](std::string_view outcome, std::string_view code) {
    return sample(scrape,
                  "client_requests_total",
                  {{"population", "clients"}, {"outcome", outcome}, {"code", code}});
  };
  CHECK(count("bad", "200") == 100);  // answered well, and too late
  CHECK(count("shed", "shed") == 100);
  CHECK_FALSE(count("good", "200"));
  CHECK(sample(scrape, "client_request_duration_seconds_count") == 100);  // the shed ones have none
}

/// Requests as Spring's metric would tell them, with buckets of its own.
ShownMetrics spring_requests() {
  return make_shown({{.name = "http_server_requests_seconds",
                      .shows = ShownSource::requests,
                      .as = MetricType::histogram,
                      .buckets = {{7ms, "0.007"}, {30ms, "0.03"}},
                      .labels = {{"application", "${service}"}, {"status", "${code}"}}},
                     {.name = "build_info",
                      .shows = ShownSource::up,
                      .as = MetricType::gauge,
                      .labels = {{"version", "${version}"}}},
                     {.name = "http_requests_total", .labels = {{"code", "${code}"}}}});
}

TEST_CASE("a replica also shows what the user's rules read, with exact buckets", "[exposition]") {
  Service shop = service_of("shop");
  shop.version = "1";
  shop.versions = {{.name = "1", .behaviour = {}}, {.name = "2", .behaviour = {}}};
  const simulated::Blueprint blueprint{{shop}, {}};
  const ShownMetrics shown = spring_requests();
  simulated::ReplicaMetrics metrics(shown);
  metrics.answered(200, 0, 6ms);
  metrics.answered(200, 1, 8ms);
  metrics.answered(503, 1, 40ms);

  const ScrapeResult scrape{
      .up = true,
      .samples = metrics.expose(
          blueprint, "shop", ScrapeTarget{"shop", "shop-0"}, {.version = "2", .in_flight = 7})};

  using Wanted = std::vector<std::pair<std::string_view, std::string_view>>;
  const auto spring = [&](std::string_view part, const Wanted& labels) {
    return sample(scrape, "http_server_requests_seconds" + std::string(part), labels);
  };
  CHECK(spring("_bucket", {{"status", "200"}, {"le", "0.007"}}) == 1);
  CHECK(spring("_bucket", {{"status", "200"}, {"le", "0.03"}}) == 2);  // of both versions
  CHECK(spring("_bucket", {{"status", "503"}, {"le", "0.03"}}) == 0);
  CHECK(spring("_count", {{"status", "503"}, {"application", "shop"}}) == 1);
  CHECK(spring("_sum", {{"status", "200"}}) == 0.014);
  CHECK(sample(scrape, "build_info", {{"version", "2"}, {"instance", "shop-0"}}) == 1);
  CHECK(sample(scrape, "http_requests_total", {{"code", "200"}}) == 2);  // ours would have versions
  CHECK_FALSE(sample(scrape, "http_requests_total", {{"service", "shop"}}));
  CHECK(sample(scrape, "http_requests_in_flight", {{"service", "shop"}}) == 7);  // ours stays
}

TEST_CASE("the load generator shows its clients under other names too", "[exposition]") {
  simulated::WorldPlan plan = everything();
  plan.traffic.front().shown = make_shown({{.name = "ingress_seconds",
                                            .shows = ShownSource::client_requests,
                                            .as = MetricType::summary,
                                            .labels = {{"job", "ingress"}, {"code", "${code}"}}}});
  WorldFixture fixture{plan};
  fixture.play_until(10s);

  const ScrapeResult scrape = fixture.scrape("firedrill");

  const std::vector<std::pair<std::string_view, std::string_view>> ingress{{"job", "ingress"},
                                                                           {"code", "200"}};
  CHECK(sample(scrape, "ingress_seconds_count", ingress) == 100);
  CHECK(sample(scrape, "ingress_seconds_sum", ingress).value_or(0) > 3);
  CHECK(sample(scrape, "client_requests_total", {{"job", "firedrill"}}) == 100);
}

}  // namespace
}  // namespace firedrill
