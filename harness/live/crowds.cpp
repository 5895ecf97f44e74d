#include "harness/live/crowds.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "harness/actions/inject.hpp"
#include "harness/engine/arrivals.hpp"
#include "harness/engine/series.hpp"
#include "harness/live/trouble.hpp"
#include "harness/scenario/find.hpp"

namespace firedrill::live {
namespace {

bool asks_for_populations(const Scenario& scenario) {
  const std::vector<const Step*> steps = injecting_steps(scenario);
  return std::any_of(steps.begin(), steps.end(), [](const Step* step) {
    return !std::get<actions::Inject>(*step->action).target.population.empty();
  });
}

/// `understood`: whom it is sent to understands headers of ours. `named`: somebody behind asks
/// whose request it is, and a program of the user's own may hand that on.
http::Request client_request(const Population& population, bool understood, bool named) {
  const RequestText& text = population.request;
  http::Request request = http::request_to(text.method, text.path);
  if (understood) {
    request.headers.add(mock::caller_header, "");
  }
  if (named) {
    request.headers.add(mock::population_header, population.name);
  }
  for (const HeaderLine& line : text.headers) {
    request.headers.add(line.name, line.value);
  }
  request.body = text.body;
  return request;
}

}  // namespace

Crowds::Crowds(const FleetPlan& fleet_plan,
               Scheduler& scheduler,
               const Fleet& fleet,
               const FaultBoard& faults)
    : scheduler_(scheduler),
      fleet_(fleet),
      faults_(faults),
      clock_(scheduler.speed()),
      client_(scheduler.io(), {.idle_connections = LoadOptions{}.connections}) {
  const Seed seed = fleet_plan.seed;
  const bool named = asks_for_populations(fleet_plan.scenario);
  std::vector<LoadPopulation> populations;
  for (const Population& plan : fleet_plan.scenario.traffic) {
    const bool understood = fleet.members()[fleet.first_of(plan.to).value()].understands_us();
    Crowd crowd{.plan = &plan,
                .results = PopulationResults{plan.name, plan.shown},
                .shedding = {.random = stream(seed, "traffic/" + plan.name + "/shed")},
                .request = client_request(plan, understood, named),
                .token_ages = stream(seed, "traffic/" + plan.name + "/token"),
                .numbers = stream(seed, "traffic/" + plan.name + "/request")};
    crowd.reached = reached_from(fleet_plan.scenario, plan.to);
    crowd.upstream = std::make_unique<mock::Upstream>(client_, fleet.origins_of(plan.to));
    const Call call{
        .service = plan.to, .timeout = plan.timeout, .network = plan.network, .retry = plan.retry};
    crowd.edge = std::make_unique<mock::Edge>(
        scheduler.io(), clock_, *crowd.upstream, call, seed, "traffic/" + plan.name);
    if (plan.token) {
      crowd.tokens = std::make_unique<UserTokens>(plan.token->provider,
                                                  plan.token->lifetime,
                                                  fleet_plan.keys,
                                                  fleet,
                                                  faults.issuer_clocks());
    }
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
  const auto send = [this, index](Duration patience, std::function<void(mock::CallAnswer)> done) {
    Crowd& crowd = crowds_[index];
    if (crowd.shedding.turns_away()) {
      scheduler_.post([done = std::move(done), cause = crowd.shedding.cause] {
        done({.code = code::shed, .cause = cause});
      });
      return;
    }
    crowd.edge->call(request_of(crowd), std::move(done), {.first_timeout = patience});
  };
  return {.send = send,
          .timeout = plan.timeout,
          .retries = plan.retry.has_value(),
          .next_arrival = [arrivals] { return arrivals->next(); }};
}

/// Ages are spread evenly over the lifetime: every token was issued at some moment within it.
http::Request Crowds::request_of(Crowd& crowd) const {
  http::Request request = crowd.request;
  if (request.headers.has(mock::caller_header)) {
    request.headers.add(mock::request_header, std::to_string(crowd.numbers.next() >> 11U));
  }
  if (crowd.tokens) {
    const Duration lifetime = std::max(crowd.plan->token->lifetime, Duration{1});
    const Duration age = crowd.token_ages.between(Duration::zero(), lifetime - Duration{1});
    crowd.tokens->add_to(request, scheduler_.now(), age, scheduler_.speed());
  }
  return request;
}

void Crowds::heard(const LoadResult& result) {
  Crowd& crowd = crowds_[result.population];
  const Good& good = crowd.plan->good;
  const bool is_late = good.within && result.latency > *good.within;
  const bool is_good = is_wanted(good, result.answer.code) && !is_late;
  EventId cause = result.answer.cause;
  if (!is_good && cause == EventId::none) {
    cause = trouble_among(crowd.reached, fleet_, faults_);
  }
  last_ = std::max(last_, scheduler_.now());
  crowd.results.record({.at = last_,
                        .latency = result.latency,
                        .code = result.answer.code,
                        .good = is_good,
                        .cause = cause});
}

void Crowds::count_unanswered() {
  last_ = std::max(last_, scheduler_.now());
  for (const WaitingClient& client : load_->waiting()) {
    Crowd& crowd = crowds_[client.population];
    crowd.results.record_unanswered(
        last_, client.waited, trouble_among(crowd.reached, fleet_, faults_));
  }
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
  for (Crowd& crowd : crowds_) {
    crowd.results.expose(target, result.samples);
  }
  return result;
}

}  // namespace firedrill::live
