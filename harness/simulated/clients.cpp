#include "harness/simulated/clients.hpp"

#include <algorithm>

#include "harness/simulated/blame.hpp"
#include "harness/simulated/calls.hpp"

namespace firedrill::simulated {

Clients::Clients(Fabric& fabric, const std::vector<Population>& traffic) : fabric_(fabric) {
  for (std::size_t index = 0; index < traffic.size(); ++index) {
    const Population& population = traffic[index];
    const PopulationPlan& plan = fabric.blueprint.populations[index];
    const std::string name = "traffic/" + population.name;
    crowds_.push_back({.plan = population,
                       .edge = plan.edge,
                       .token_provider = plan.token_provider,
                       .arrivals = {population.rate,
                                    population.arrivals,
                                    fabric.now(),
                                    stream(fabric.seed, name + "/arrivals")},
                       .token_ages = stream(fabric.seed, name + "/token"),
                       .shedding = {.random = stream(fabric.seed, name + "/shed")},
                       .results = PopulationResults{population.name, population.shown}});
  }
}

void Clients::start() {
  for (std::uint32_t index = 0; index < crowds_.size(); ++index) {
    await_next(index);
  }
}

void Clients::stop() {
  for (Crowd& crowd : crowds_) {
    fabric_.unschedule(crowd.next_arrival);
  }
}

void Clients::await_next(std::uint32_t index) {
  Crowd& crowd = crowds_[index];
  const std::optional<Instant> due = crowd.arrivals.next();
  crowd.next_arrival = due ? fabric_.schedule(*due, TaskKind::arrival, index) : nothing;
}

void Clients::arrives(std::uint32_t index) {
  await_next(index);
  Crowd& crowd = crowds_[index];
  const CarriedToken token = token_for(crowd);
  if (crowd.shedding.turns_away()) {
    crowd.results.record({.at = fabric_.now(), .code = code::shed, .cause = crowd.shedding.cause});
    return;
  }
  fabric_.call_side->start(
      {.edge = crowd.edge, .edge_state = fabric_.first_client_state + index, .token = token});
}

/// Ages are spread evenly over the lifetime: every token was issued at some moment within it.
CarriedToken Clients::token_for(Crowd& crowd) {
  if (crowd.token_provider == nothing) {
    return {};
  }
  const Duration lifetime = std::max(crowd.plan.token->lifetime, Duration{1});
  const Duration age = crowd.token_ages.between(Duration::zero(), lifetime - Duration{1});
  return CarriedToken::issued_at(static_cast<std::uint16_t>(crowd.token_provider),
                                 fabric_.now() - age);
}

void Clients::answered(std::uint32_t index, Instant started, const Answer& answer) {
  Crowd& crowd = crowds_[index];
  const Good& good = crowd.plan.good;
  const Duration latency = fabric_.now() - started;
  const bool is_late = good.within && latency > *good.within;
  const bool is_wanted_one = is_wanted(good, answer.code);
  EventId cause = answer.cause;
  if (is_late && is_wanted_one && cause == EventId::none) {
    cause = cause_of_lateness(fabric_, fabric_.blueprint.populations[index].services, started);
  }
  crowd.results.record({.at = fabric_.now(),
                        .latency = latency,
                        .code = answer.code,
                        .good = is_wanted_one && !is_late,
                        .cause = cause});
}

void Clients::count_unanswered() {
  fabric_.calls.for_each_in_use([this](const OpenCall& call) {
    const Edge& edge = fabric_.blueprint.edges[call.edge];
    if (edge.kind != EdgeKind::client) {
      return;
    }
    EventId cause = call.answer.cause;
    if (call.visit != nothing) {
      cause = either(cause_of_waiting(fabric_, call.visit), cause);
    }
    crowds_[edge.from].results.record_unanswered(
        fabric_.now(), fabric_.now() - call.started, cause);
  });
}

bool Clients::shed(std::string_view population, double share, EventId cause) {
  return firedrill::shed(crowds_, population, share, cause);
}

void Clients::report(Instant now, const OnTraffic& on_traffic) {
  firedrill::report(crowds_, now, on_traffic);
}

Samples Clients::expose(const ScrapeTarget& target) {
  Samples samples;
  for (Crowd& crowd : crowds_) {
    crowd.results.expose(target, samples);
  }
  return samples;
}

}  // namespace firedrill::simulated
