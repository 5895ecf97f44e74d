#include "harness/simulated/probes.hpp"

#include <utility>

#include "harness/engine/traffic_ledger.hpp"
#include "harness/simulated/calls.hpp"

namespace firedrill::simulated {
namespace {

OperationResult result_of(const std::string& service, std::uint16_t code) {
  if (code >= 200 && code < 400) {
    return {.outcome = Outcome::ok};
  }
  if (code == code::timeout) {
    return {.outcome = Outcome::refused, .detail = service + " did not answer in time"};
  }
  if (code == code::refused) {
    return {.outcome = Outcome::refused, .detail = service + " refused the connection"};
  }
  return {.outcome = Outcome::refused, .detail = service + " answered " + outcome_name(code)};
}

}  // namespace

void Probes::start(std::uint32_t service, Duration timeout, Completion done) {
  const ServicePlan& plan = fabric_.blueprint.services[service];
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(tickets_.size()));
    tickets_.emplace_back();
  }
  const std::uint32_t ticket = free_.back();
  free_.pop_back();
  tickets_[ticket] = {.service = plan.name, .done = std::move(done)};
  fabric_.call_side->start({.edge = plan.probe_edge,
                            .parent = ticket,
                            .token = {.provider = CarriedToken::any_provider},
                            .timeout = timeout});
}

void Probes::answered(std::uint32_t ticket, const Answer& answer) {
  OperationResult result = result_of(tickets_[ticket].service, answer.code);
  result.cause = answer.cause;
  Completion done = std::exchange(tickets_[ticket].done, nullptr);
  free_.push_back(ticket);
  if (done) {
    fabric_.scheduler.post([done = std::move(done), result] { done(result); });
  }
}

}  // namespace firedrill::simulated
