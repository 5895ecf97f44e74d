#include "tests/contract/stage.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>
#include <variant>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "harness/scenario/load.hpp"
#include "tests/support/tally.hpp"

using namespace std::chrono_literals;

namespace firedrill::tests {
namespace {

constexpr Duration patience = 20s;
constexpr Duration glance = 20ms;

Scenario scenario_of(const std::string& services,
                     const std::string& traffic,
                     const std::vector<std::string>& faults) {
  std::string steps;
  for (const std::string& fault : faults) {
    steps +=
        fmt::format(R"({}{{"at": "25m", "do": "inject", {}}})", steps.empty() ? "" : ", ", fault);
  }
  LoadResult loaded = load_scenario(
      SourceText("contract.json",
                 fmt::format(R"({{"firedrill": 1, "name": "contract", "services": {}, "traffic": {},
        "script": [{}], "targets": {{"recover": "5m"}}}})",
                             services,
                             traffic,
                             steps)));
  INFO(render(loaded.diagnostics));
  REQUIRE(loaded.scenario);
  return *std::move(loaded.scenario);
}

bool is_well(const TrafficRecord& record) {
  return record.bad == 0 && record.good > 0;
}

}  // namespace

Stage::Stage(const WorldKind& kind,
             const std::string& services,
             const std::string& traffic,
             const std::vector<std::string>& faults)
    : scenario_(scenario_of(services, traffic, faults)),
      made_(kind.make(scenario_)) {
  Call& start = calls_.emplace_back();
  inside_ = true;
  made_.world->start(
      {.on_traffic = [this](TrafficRecord record) { traffic_.push_back(std::move(record)); },
       .on_replica = [this](const ReplicaChange& change) { changes_.push_back(change); }},
      completion_of(start));
  inside_ = false;
  REQUIRE(run_until([&start] { return start.completions > 0; }));
}

Stage::~Stage() {
  run_for(100ms);
  stop();
  run_for(100ms);
  for (const Call& call : calls_) {
    CHECK(call.completions == 1);
  }
}

Completion Stage::completion_of(Call& call) {
  return [this, &call](const OperationResult& result) {
    CHECK_FALSE(inside_);
    ++call.completions;
    call.result = result;
  };
}

bool Stage::run_until(const std::function<bool()>& condition) {
  const Instant end = made_.scheduler->now() + patience;
  while (!condition()) {
    if (made_.scheduler->now() >= end) {
      return false;
    }
    run_for(glance);
  }
  return true;
}

void Stage::run_for(Duration duration) {
  made_.scheduler->run_until(made_.scheduler->now() + duration);
}

OperationResult Stage::perform(const Operation& operation, EventId cause) {
  const OperationResult& result = begin(operation, cause);
  REQUIRE(run_until([&] { return has_completed(result); }));
  return result;
}

const OperationResult& Stage::begin(const Operation& operation, EventId cause) {
  Call& call = calls_.emplace_back();
  inside_ = true;
  made_.world->perform(operation, cause, completion_of(call));
  inside_ = false;
  return call.result;
}

bool Stage::has_completed(const OperationResult& result) const {
  return std::any_of(calls_.begin(), calls_.end(), [&result](const Call& call) {
    return &call.result == &result && call.completions > 0;
  });
}

ScrapeResult Stage::scrape(std::string_view instance) {
  const std::vector<ScrapeTarget> targets = made_.world->scrape_targets();
  const auto target = std::find_if(
      targets.begin(), targets.end(), [&](const auto& each) { return each.instance == instance; });
  REQUIRE(target != targets.end());
  const auto results = std::make_shared<std::vector<ScrapeResult>>();  // it may come too late
  inside_ = true;
  made_.world->scrape(static_cast<std::size_t>(target - targets.begin()),
                      [this, results](ScrapeResult result) {
                        CHECK_FALSE(inside_);
                        results->push_back(std::move(result));
                      });
  inside_ = false;
  REQUIRE(run_until([&results] { return !results->empty(); }));
  CHECK(results->size() == 1);
  return results->front();
}

double Stage::total(std::string_view metric, std::string_view label, std::string_view value) {
  double sum = 0;
  for (const ScrapeTarget& target : made_.world->scrape_targets()) {
    for (const ScrapedSample& sample : scrape(target.instance).samples) {
      const bool matches = value.empty() || sample.labels.get(label) == value;
      sum += matches && sample.labels.get(promql::name_label) == metric ? sample.value : 0;
    }
  }
  return sum;
}

bool Stage::becomes_well(std::ptrdiff_t seconds) {
  const std::ptrdiff_t told = std::ssize(traffic_) + 1;  // the begun second counts for nothing
  return run_until([this, told, seconds] {
    return std::ssize(traffic_) >= told + seconds &&
           std::all_of(traffic_.end() - seconds, traffic_.end(), is_well);
  });
}

bool Stage::becomes_bad() {
  const std::size_t told = traffic_.size();
  return run_until([this, told] {
    return std::any_of(traffic_.begin() + static_cast<std::ptrdiff_t>(told),
                       traffic_.end(),
                       [](const TrafficRecord& record) { return record.bad > 0; });
  });
}

bool Stage::has_blamed(EventId cause) const {
  return std::any_of(traffic_.begin(), traffic_.end(), [cause](const TrafficRecord& record) {
    return std::any_of(record.causes.begin(), record.causes.end(), [cause](const CauseTally& one) {
      return one.cause == cause && one.bad > 0;
    });
  });
}

FaultSpec Stage::fault(std::string_view id) const {
  for (const Step& step : scenario_.script) {
    const auto* inject = step.action ? std::get_if<actions::Inject>(&*step.action) : nullptr;
    if (inject != nullptr && step.id == id) {
      return inject->spec(step.id);
    }
  }
  FAIL("no fault " << id);
  return {.id = "", .target = {}, .fault = faults::Hang{{.rate = *Probability::from(0)}}};
}

FaultTally Stage::tally_of(std::string_view fault) const {
  return tally_among(made_.world->fault_tallies(), fault);
}

}  // namespace firedrill::tests
