// The contract of firedrill::World: what every world must do, whatever its clock. The faults have
// a file of their own.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "harness/behaviour/metrics.hpp"
#include "tests/contract/stage.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

/// edge -> server -> identity, fast enough for a real clock. Version 2 of the server speaks what
/// identity does not accept.
constexpr const char* three_tiers = R"({
  "identity": {"kind": "auth_provider", "latency": "1ms", "startup": "200ms", "accepts": ["v1"],
               "version": "1", "versions": {"1": {}},
               "contracts": {"v1": {"token_auth": ["client_secret_basic"]},
                             "v2": {"token_auth": ["private_key_jwt"]}}},
  "server": {"replicas": 2, "latency": "2ms", "startup": "200ms", "version": "1",
             "auth": {"identity": {"speaks": "v1", "timeout": "500ms", "fails": {"reply": 500},
                                   "verifies": true, "tokens": {"cache": "1h"}}},
             "versions": {"1": {}, "2": {"auth": {"identity": {"speaks": "v2"}}}}},
  "edge": {"latency": "1ms", "startup": "200ms", "version": "1", "versions": {"1": {}},
           "calls": [{"service": "server", "timeout": "1s"}]}
})";

constexpr const char* users =
    R"([{"name": "users", "to": "edge", "rate": "50/s", "timeout": "2s",
         "token": {"from": "identity", "lifetime": "1h"}}])";

#define WORLD_TEST(name) TEST_CASE(name, "[contract][world]")

Install install(const std::string& version, Activation activation = Activation::now) {
  return {
      .replicas = {.service = "server", .count = 2}, .version = version, .activation = activation};
}

/// Up and down in order: "server-0 down".
std::vector<std::string> told(const Stage& stage) {
  std::vector<std::string> lines;
  for (const ReplicaChange& change : stage.changes()) {
    lines.push_back(change.service + "-" + std::to_string(change.replica) +
                    (change.up ? " up" : " down"));
  }
  return lines;
}

/// Responses by outcome in the records from this one on.
TrafficRecord sum_of(const Stage& stage, std::size_t first = 0) {
  TrafficRecord sum;
  for (std::size_t i = first; i < stage.traffic().size(); ++i) {
    sum.good += stage.traffic()[i].good;
    sum.bad += stage.traffic()[i].bad;
    sum.shed += stage.traffic()[i].shed;
  }
  return sum;
}

/// The labels that a sample of this metric must carry, by the list that users read.
std::set<std::string, std::less<>> documented_labels(std::string_view name) {
  std::set<std::string, std::less<>> labels{std::string(promql::name_label), "instance", "job"};
  for (const MetricInfo& info : exported_metrics()) {
    const bool is_this =
        info.type == MetricType::histogram ? name.starts_with(info.name) : name == info.name;
    if (!is_this) {
      continue;
    }
    std::string label;
    for (const char letter : std::string(info.labels) + ",") {
      if (letter == ',' && !label.empty()) {
        labels.insert(std::exchange(label, ""));
      } else if (letter != ' ' && letter != ',') {
        label += letter;
      }
    }
    if (name.ends_with("_bucket")) {
      labels.insert("le");
    }
    return labels;
  }
  FAIL_CHECK(name << " is in no list");
  return labels;
}

}  // namespace

WORLD_TEST("a world that has started serves its clients well") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, three_tiers, users);

  CHECK(stage.started().outcome == Outcome::ok);
  CHECK(stage.becomes_well());
  CHECK(stage.traffic().back().population == "users");
}

WORLD_TEST("a version that makes its callers give up is blamed for that") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              R"({"server": {"replicas": 2, "latency": "2ms", "startup": "200ms", "version": "1",
                             "versions": {"1": {}, "2": {}, "3": {"latency": "400ms"}}},
                  "edge": {"latency": "1ms", "startup": "200ms",
                           "calls": [{"service": "server", "timeout": "100ms"}]}})",
              R"([{"name": "users", "to": "edge", "rate": "50/s", "timeout": "2s"}])");
  REQUIRE(stage.perform(install("2"), EventId{42}).outcome == Outcome::ok);
  REQUIRE(stage.becomes_well());

  REQUIRE(stage.perform(install("3"), EventId{43}).outcome == Outcome::ok);

  CHECK(stage.run_until([&] { return stage.has_blamed(EventId{43}); }));
  CHECK_FALSE(stage.has_blamed(EventId{42}));
}

WORLD_TEST("what an operation names and is not there is refused, with a reason") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, three_tiers, users);
  const FaultSpec nowhere{
      .id = "f", .target = {.service = "nowhere"}, .fault = faults::Latency{.by = Constant{1ms}}};
  const FaultSpec no_edge{.id = "f",
                          .target = {.service = "server", .from = "nowhere"},
                          .fault = faults::Latency{.by = Constant{1ms}}};
  const std::vector<Operation> operations = {
      Install{.replicas = {.service = "nowhere", .count = 1}, .version = "1"},
      Install{.replicas = {.service = "server", .first = 1, .count = 2}, .version = "1"},
      Install{.replicas = {.service = "server", .count = 1}, .version = "7"},
      RestartReplicas{.replicas = {.service = "nowhere", .count = 1}},
      RotateSigningKeys{.provider = "nowhere"},
      RotateSigningKeys{.provider = "server"},
      EmptyCaches{.service = "nowhere"},
      SetShedding{.population = "nobody", .share = 0.5},
      StartFault{.fault = nowhere},
      StartFault{.fault = no_edge},
      EndFault{.id = "nothing"},
      Probe{.service = "nowhere"},
  };

  for (const Operation& operation : operations) {
    CAPTURE(operation.index());
    const OperationResult result = stage.perform(operation);
    CHECK(result.outcome == Outcome::refused);
    CHECK_FALSE(result.detail.empty());
  }
  CHECK(stage.becomes_well());
  CHECK(stage.world().fault_tallies().empty());
}

WORLD_TEST("a deployed version answers from then on, and its breakage carries its cause") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, three_tiers, users);
  REQUIRE(stage.becomes_well());
  CHECK(stage.total("http_requests_total", "version", "2") == 0);

  CHECK(stage.perform(install("2"), EventId{42}).outcome == Outcome::ok);

  // The caches are per process: an empty one makes the new version ask with its new contract.
  stage.perform(EmptyCaches{.service = "server"}, EventId{43});
  REQUIRE(stage.becomes_bad());
  CHECK(stage.total("http_requests_total", "version", "2") > 0);
  const std::vector<CauseTally> causes = stage.traffic().back().causes;
  CHECK(std::any_of(causes.begin(), causes.end(), [](const CauseTally& tally) {
    return tally.cause == EventId{42} && tally.bad > 0;
  }));
  CHECK(stage.perform(install("2"), EventId{44}).outcome == Outcome::no_effect);
}

WORLD_TEST("the version before heals what the new one broke") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, three_tiers, users);
  stage.perform(install("2"));
  stage.perform(EmptyCaches{.service = "server"});
  REQUIRE(stage.becomes_bad());

  CHECK(stage.perform(install("1")).outcome == Outcome::ok);

  CHECK(stage.becomes_well());
  CHECK(stage.perform(install("1")).outcome == Outcome::no_effect);
}

WORLD_TEST("a version that waits for a restart runs from then on and not before") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, three_tiers, users);
  CHECK(stage.perform(install("2", Activation::on_restart)).outcome == Outcome::ok);
  REQUIRE(stage.becomes_well());
  CHECK(stage.total("http_requests_total", "version", "2") == 0);

  stage.perform(RestartReplicas{.replicas = {.service = "server", .count = 2}});

  CHECK(stage.becomes_bad());
  CHECK(stage.total("http_requests_total", "version", "2") > 0);
}

WORLD_TEST("restarted replicas go down and come up, and their counters begin again") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, three_tiers, users);
  REQUIRE(stage.becomes_well());
  const std::size_t known = stage.changes().size();
  const auto started_of = [](const ScrapeResult& scraped) {
    for (const ScrapedSample& sample : scraped.samples) {
      if (sample.labels.get(promql::name_label) == metric::process_start) {
        return sample.value;
      }
    }
    return 0.0;
  };
  const double before = started_of(stage.scrape("server-1"));

  const OperationResult result = stage.perform(
      RestartReplicas{.replicas = {.service = "server", .first = 1, .count = 1}}, EventId{42});

  CHECK(result.outcome == Outcome::ok);
  REQUIRE(stage.changes().size() == known + 2);
  CHECK(told(stage).at(known) == "server-1 down");
  CHECK(told(stage).at(known + 1) == "server-1 up");
  CHECK(stage.changes().back().cause == EventId{42});
  CHECK(started_of(stage.scrape("server-1")) > before);
  CHECK(stage.becomes_well());
}

WORLD_TEST("shed requests are turned away, neither good nor bad, until shedding ends") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, three_tiers, users);
  REQUIRE(stage.becomes_well());
  const std::size_t first = stage.traffic().size();

  CHECK(stage.perform(SetShedding{.population = "users", .share = 1}).outcome == Outcome::ok);
  CHECK(stage.run_until([&] { return sum_of(stage, first).shed > 50; }));
  CHECK(sum_of(stage, first).bad == 0);
  const double served = stage.total("http_requests_total", "service", "edge");
  stage.run_for(300ms);
  CHECK(stage.total("http_requests_total", "service", "edge") <= served + 1);

  CHECK(stage.perform(SetShedding{.population = "", .share = 0}).outcome == Outcome::ok);
  CHECK(stage.becomes_well());
  CHECK(stage.traffic().back().shed == 0);
}

WORLD_TEST("a purged cache makes its service ask the provider again") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, three_tiers, users);
  REQUIRE(stage.becomes_well());
  const double asked = stage.total("auth_requests_total");

  const Operation purge = EmptyCaches{.service = "server", .cache = CacheKind::tokens};
  CHECK(stage.perform(purge).outcome == Outcome::ok);

  CHECK(stage.run_until([&] { return stage.total("auth_requests_total") > asked; }));
  CHECK(stage.becomes_well());
  CHECK(stage.perform(EmptyCaches{.service = "edge"}).outcome == Outcome::no_effect);
}

WORLD_TEST("rotated keys are fetched by who verifies, and nobody is hurt while both are out") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              three_tiers,
              R"([{"name": "users", "to": "edge", "rate": "50/s", "token": {"from": "identity",
          "lifetime": "1s"}}])");
  REQUIRE(stage.becomes_well());
  const double asked = stage.total("auth_requests_total");

  const Operation rotate = RotateSigningKeys{.provider = "identity", .overlap = 1h};
  CHECK(stage.perform(rotate).outcome == Outcome::ok);

  CHECK(stage.run_until([&] { return stage.total("auth_requests_total") > asked; }));
  CHECK(stage.becomes_well());
}

WORLD_TEST("a probe finds out whether a service works") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, three_tiers, users, {R"("id": "f", "fault": "hang", "service": "edge")"});

  CHECK(stage.perform(Probe{.service = "edge", .timeout = 1s}).outcome == Outcome::ok);
  const Probe elsewhere{.service = "edge", .timeout = 1s, .path = "/healthz"};
  CHECK(stage.perform(elsewhere).outcome == Outcome::ok);  // these have no paths

  stage.perform(StartFault{stage.fault("f")}, EventId{42});
  const OperationResult hung = stage.perform(Probe{.service = "edge", .timeout = 200ms});
  CHECK(hung.outcome == Outcome::refused);
  CHECK(hung.cause == EventId{42});
  CHECK_FALSE(hung.detail.empty());
}

WORLD_TEST("every target exposes the metrics that are documented, with their labels") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, three_tiers, users);
  stage.perform(EmptyCaches{.service = "server"});
  REQUIRE(stage.becomes_well());

  std::set<std::string, std::less<>> instances;
  std::set<std::string, std::less<>> exposed;
  for (const ScrapeTarget& target : stage.world().scrape_targets()) {
    CAPTURE(target.instance);
    instances.insert(target.instance);
    const ScrapeResult scraped = stage.scrape(target.instance);
    CHECK(scraped.up);
    for (const ScrapedSample& sample : scraped.samples) {
      const std::string name{sample.labels.get(promql::name_label)};
      CAPTURE(name);
      CHECK(sample.labels.get("job") == target.job);
      CHECK(sample.labels.get("instance") == target.instance);
      if (exposed.insert(name).second) {
        std::set<std::string, std::less<>> labels;
        for (const promql::Labels::Entry& entry : sample.labels) {
          labels.insert(entry.first);
        }
        CHECK(labels == documented_labels(name));
      }
    }
  }

  CHECK(instances == std::set<std::string, std::less<>>{
                         "identity-0", "server-0", "server-1", "edge-0", "firedrill"});
  for (const MetricInfo& info : exported_metrics()) {
    const std::string suffix = info.type == MetricType::histogram ? "_bucket" : "";
    CAPTURE(info.name);
    CHECK((info.name == metric::up || exposed.contains(std::string(info.name) + suffix)));
  }
}

WORLD_TEST("a replica shows its metrics under the names that a scenario gives them") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(
      kind,
      R"({"edge": {"latency": "1ms", "startup": "200ms", "version": "7", "versions": {"7": {}},
                           "metrics": {"preset": "spring", "labels": {"job": "prod/${service}"},
                                       "build_info": {"shows": "up",
                                                      "labels": {"version": "${version}"}}}}})",
      R"([{"name": "users", "to": "edge", "rate": "50/s", "timeout": "2s"}])");
  REQUIRE(stage.becomes_well());

  std::map<std::string, int> series;
  std::map<std::string, ScrapedSample> last;
  for (const ScrapedSample& sample : stage.scrape("edge-0").samples) {
    const std::string name{sample.labels.get(promql::name_label)};
    ++series[name];
    last[name] = sample;
  }

  CHECK(series["http_requests_total"] == 1);  // our own stay
  CHECK(series["http_server_requests_seconds_bucket"] == 69);
  CHECK(last["http_server_requests_seconds_bucket"].labels.get("le") == "+Inf");
  const ScrapedSample& count = last["http_server_requests_seconds_count"];
  CHECK(count.value >= 50);
  CHECK(count.value == last["http_requests_total"].value);
  CHECK(count.labels.without_name() == promql::Labels{{"job", "prod/edge"},
                                                      {"instance", "edge-0"},
                                                      {"method", "GET"},
                                                      {"uri", "/"},
                                                      {"status", "200"},
                                                      {"outcome", "SUCCESS"},
                                                      {"exception", "none"},
                                                      {"error", "none"}});
  CHECK(last["build_info"].labels.get("version") == "7");
  CHECK(last["build_info"].labels.get("job") == "prod/edge");
}

WORLD_TEST("a dead replica does not answer a scrape") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind,
              three_tiers,
              users,
              {R"("id": "f", "fault": "crash", "service": "server", "replicas": 1)"});

  stage.perform(StartFault{stage.fault("f")});
  REQUIRE(stage.run_until([&stage] { return !stage.scrape("server-0").up; }));

  CHECK(stage.scrape("server-0").samples.empty());
  CHECK(stage.scrape("server-1").up);
}

WORLD_TEST("a world that stops tells the traffic of its last moments") {
  const WorldKind kind = GENERATE(from_range(world_kinds()));
  Stage stage(kind, three_tiers, users);
  REQUIRE(stage.becomes_well());
  stage.run_for(400ms);
  const double answered = stage.total(metric::client_requests);

  stage.stop();

  const TrafficRecord sum = sum_of(stage);
  CHECK(static_cast<double>(sum.good + sum.bad + sum.shed) >= answered);
  const std::size_t records = stage.traffic().size();
  stage.run_for(2s);
  CHECK(stage.traffic().size() == records);
}

}  // namespace firedrill::tests
