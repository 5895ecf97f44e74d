// Operations that end otherwise than the world would have them.
#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/control/response_faults.hpp"

namespace firedrill::control {
namespace {

Outcome outcome_of(faults::ActionOutcome::End end) {
  switch (end) {
    case faults::ActionOutcome::End::refused:
      return Outcome::refused;
    case faults::ActionOutcome::End::failed:
      return Outcome::failed;
    case faults::ActionOutcome::End::no_effect:
    case faults::ActionOutcome::End::wrong_target:
      return Outcome::no_effect;
    case faults::ActionOutcome::End::partial:
      return Outcome::partial;
  }
  return Outcome::failed;
}

}  // namespace

/// With "partial" the first replicas are changed, and what is about none of the others goes on as
/// ever. With "wrong_target" as many of another service are restarted.
void ResponseFaults::force(Entry& forced,
                           const Operation& operation,
                           EventId cause,
                           Completion done) {
  const auto& fault = std::get<faults::ActionOutcome>(forced.spec.fault);
  OperationResult result{.outcome = outcome_of(fault.outcome),
                         .detail = forced.spec.id + " sees to that",
                         .cause = forced.tally.injected_by};
  if (fault.outcome == faults::ActionOutcome::End::partial) {
    Operation some = operation;
    ReplicaRange* replicas = replicas_of(some);
    const std::size_t changed = replicas == nullptr || replicas->first >= fault.changes
                                    ? 0
                                    : fault.changes - replicas->first;
    if (replicas == nullptr || replicas->count <= changed) {
      world_.perform(operation, cause, std::move(done));
      return;
    }
    if (changed > 0) {
      count_forced(forced);
      replicas->count = changed;
      world_.perform(some, cause, [result, done = std::move(done)](const OperationResult& own) {
        done(own.outcome == Outcome::ok ? result : own);
      });
      return;
    }
    result.outcome = Outcome::failed;  // the others were changed: together that is partial
  }
  count_forced(forced);
  if (fault.outcome == faults::ActionOutcome::End::wrong_target) {
    result.detail =
        fmt::format("{} sees to it that this goes to {} instead", forced.spec.id, fault.instead);
    if (const std::optional<ReplicaRange> astray = same_range(operation, fault.instead)) {
      world_.perform(RestartReplicas{*astray},
                     forced.tally.injected_by,  // whoever is hurt there
                     [result, done = std::move(done)](const auto&) { done(result); });
      return;
    }
  }
  timeline_.scheduler().post([done = std::move(done), result] { done(result); });
}

/// As many replicas of another service as an operation gives a new process, as far as it has them;
/// nullopt: it has none there, or the operation starts nothing.
std::optional<ReplicaRange> ResponseFaults::same_range(const Operation& operation,
                                                       const std::string& service) {
  const ReplicaRange* replicas = replicas_of(operation);
  const auto* install = std::get_if<Install>(&operation);
  const bool starts_nothing = install != nullptr && install->activation == Activation::on_restart;
  const std::size_t there = replicas_of_service(service);
  if (replicas == nullptr || starts_nothing || replicas->first >= there) {
    return std::nullopt;
  }
  return ReplicaRange{.service = service,
                      .first = replicas->first,
                      .count = std::min(replicas->count, there - replicas->first)};
}

std::size_t ResponseFaults::replicas_of_service(const std::string& service) {
  const std::vector<ScrapeTarget> all = world_.scrape_targets();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const ScrapeTarget& each) { return each.job == service; }));
}

/// The fault that says how the operations of an event's step end.
ResponseFaults::Entry* ResponseFaults::forcing(EventId cause) {
  if (cause == EventId::none) {
    return nullptr;
  }
  const Event& asks = timeline_.events().at(static_cast<std::size_t>(cause) - 1);
  for (Entry& entry : faults_) {
    const auto* forced = entry.as<faults::ActionOutcome>();
    if (forced != nullptr && forced->step == asks.step) {
      return &entry;
    }
  }
  return nullptr;
}

/// An operation that ends as the fault says, and not as those say that began later.
void ResponseFaults::count_forced(Entry& forced) {
  ++forced.tally.injected;
  const std::string& step = std::get<faults::ActionOutcome>(forced.spec.fault).step;
  for (Entry& other : faults_) {
    const auto* fault = other.as<faults::ActionOutcome>();
    if (&other != &forced && fault != nullptr && fault->step == step) {
      suppress(other.tally.suppressed_by, forced.spec.id);
    }
  }
}

}  // namespace firedrill::control
