#include "harness/live/crowds.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/engine/arrivals.hpp"
#include "harness/engine/series.hpp"

namespace firedrill::live {
namespace {

/// The service and all that it calls, in any version.
void add_reached(const Scenario& scenario,
                 std::string_view name,
                 std::vector<std::string_view>& reached) {
  for (const Service& service : scenario.services) {
    if (service.name != name || std::find(reached.begin(), reached.end(), name) != reached.end()) {
      continue;
    }
    reached.push_back(service.name);
    for (const Version& version : service.versions) {
      for (const std::vector<Call>& group : version.behaviour.calls) {
        for (const Call& call : group) {
          add_reached(scenario, call.service, reached);
        }
      }
      for (const AuthUse& use : version.behaviour.auth) {
        add_reached(scenario, use.call.service, reached);
      }
    }
  }
}

}  // namespace

Crowds::Crowds(const Scenario& scenario, Seed seed, Scheduler& scheduler, const Fleet& fleet)
    : scheduler_(scheduler),
      fleet_(fleet),
      clock_(scheduler.speed()),
      client_(scheduler.io(), {.idle_connections = LoadOptions{}.connections}) {
  std::vector<LoadPopulation> populations;
  for (const Population& plan : scenario.traffic) {
    Crowd crowd{.plan = &plan,
                .results = PopulationResults{plan.name},
                .shedding = {.random = stream(seed, "traffic/" + plan.name + "/shed")}};
    add_reached(scenario, plan.to, crowd.reached);
    crowd.upstream = std::make_unique<mock::Upstream>(client_, fleet.origins_of(plan.to));
    const Call call{
        .service = plan.to, .timeout = plan.timeout, .network = plan.network, .retry = plan.retry};
    crowd.edge = std::make_unique<mock::Edge>(
        scheduler.io(), clock_, *crowd.upstream, call, seed, "traffic/" + plan.name);
    crowds_.push_back(std::move(crowd));
  }
  for (std::size_t index = 0; index < crowds_.size(); ++index) {
    populations.push_back(population(index, seed));
  }
  load_ = std::make_unique<LoadGenerator>(
      scheduler, std::move(populations), [this](const LoadResult& result) { heard(result); });
}

LoadPopulation Crowds::population(std::size_t index, Seed seed) {
  const Population& plan = *crowds_[index].plan;
  const auto arrivals =
      std::make_shared<ArrivalTimes>(plan.rate,
                                     plan.arrivals,
                                     scheduler_.now(),
                                     stream(seed, "traffic/" + plan.name + "/arrivals"));
  const auto send = [this, index](Duration, std::function<void(mock::CallAnswer)> done) {
    Crowd& crowd = crowds_[index];
    if (crowd.shedding.turns_away()) {
      scheduler_.post([done = std::move(done), cause = crowd.shedding.cause] {
        done({.code = code::shed, .cause = cause});
      });
      return;
    }
    crowd.edge->call(http::request_to("GET", "/"), std::move(done));
  };
  return {.send = send, .timeout = plan.timeout, .next_arrival = [arrivals] {
            return arrivals->next();
          }};
}

void Crowds::heard(const LoadResult& result) {
  Crowd& crowd = crowds_[result.population];
  const Good& good = crowd.plan->good;
  const bool is_late = good.within && result.latency > *good.within;
  const bool is_good = is_wanted(good, result.answer.code) && !is_late;
  EventId cause = result.answer.cause;
  if (!is_good && cause == EventId::none) {
    cause = trouble_in(crowd);
  }
  last_ = std::max(last_, scheduler_.now());
  crowd.results.record({.at = last_,
                        .latency = result.latency,
                        .code = result.answer.code,
                        .good = is_good,
                        .cause = cause});
}

/// A dead or stopped process cannot say what has happened to it.
EventId Crowds::trouble_in(const Crowd& crowd) const {
  EventId cause = EventId::none;
  for (const FleetMember& member : fleet_.members()) {
    const bool is_met =
        std::find(crowd.reached.begin(), crowd.reached.end(), member.service->name) !=
        crowd.reached.end();
    if (is_met && member.hangs) {
      cause = std::max(cause, member.hang_cause);
    } else if (is_met && !member.up) {
      cause = std::max(cause, member.down_cause);
    }
  }
  return cause;
}

bool Crowds::shed(std::string_view population, double share, EventId cause) {
  return firedrill::shed(crowds_, population, share, cause);
}

void Crowds::report(Instant now, const std::function<void(TrafficRecord)>& on_traffic) {
  last_ = std::max(last_, now);
  firedrill::report(crowds_, now, on_traffic);
}

ScrapeResult Crowds::scrape(const ScrapeTarget& target) {
  ScrapeResult result{.up = true};
  const SeriesLabels labels{target};
  for (Crowd& crowd : crowds_) {
    crowd.results.expose(labels, result.samples);
  }
  return result;
}

}  // namespace firedrill::live
