#include "harness/simulated/calls.hpp"

#include <algorithm>
#include <cassert>

#include "harness/simulated/blame.hpp"
#include "harness/simulated/clients.hpp"
#include "harness/simulated/probes.hpp"
#include "harness/simulated/visits.hpp"

namespace firedrill::simulated {

void Calls::start(const CallOrder& order) {
  const std::uint32_t index = fabric_.calls.take();
  OpenCall& call = fabric_.calls[index];
  call.started = fabric_.now();
  call.edge = order.edge;
  call.parent = order.parent;
  call.edge_state = order.edge_state;
  call.token_issue = order.token.issue;
  call.token_provider = order.token.provider;
  const Edge& edge = fabric_.blueprint.edges[call.edge];
  if (edge.from != nothing && edge.kind != EdgeKind::client) {
    Visit& parent = fabric_.visits[call.parent];
    call.next = parent.first_call;
    parent.first_call = index;
  }
  if (edge.retry) {
    fabric_.edge_states[call.edge_state].budget.call_made(*edge.retry);
  }
  attempt(index, order.timeout == Duration::zero() ? edge.timeout : order.timeout);
}

void Calls::attempt(std::uint32_t index, Duration timeout) {
  OpenCall& call = fabric_.calls[index];
  const Edge& edge = fabric_.blueprint.edges[call.edge];
  ++call.attempt;
  call.late_units = 0;
  call.spoilt = code::none;
  if (edge.breaker) {
    EdgeState& state = fabric_.edge_states[call.edge_state];
    const Breaker::Permit permit = state.breaker.ask(*edge.breaker, fabric_.now());
    if (!permit.granted) {
      retry_or_end(index, {.code = code::refused, .cause = state.cause});
      return;
    }
    call.era = permit.era;
  }
  if (edge.is_shown) {
    call.started = fabric_.now();
  }
  const std::uint32_t replica = choose_replica(edge.to);
  if (replica == nothing) {
    attempt_ends(index, {.code = code::refused, .cause = why_down(edge.to)});
    return;
  }
  if (timeout > Duration::zero()) {
    const Instant gives_up = fabric_.now() + timeout;
    call.timeout = fabric_.schedule(gives_up, TaskKind::attempt_times_out, index);
  }
  fabric_.visit_side->send(index, replica);
}

void Calls::answered(std::uint32_t index, const Answer& answer) {
  OpenCall& call = fabric_.calls[index];
  const Edge& edge = fabric_.blueprint.edges[call.edge];
  call.visit = nothing;
  const Duration late = is_http(answer.code) ? call.late() : Duration::zero();
  const bool is_spoilt = call.spoilt != code::none && is_http(answer.code);
  if (edge.has_network || late > Duration::zero() || is_spoilt) {
    Duration on_the_way = late;
    if (edge.has_network) {
      on_the_way += edge.network.sample(fabric_.streams[edge.streams].answer);
    }
    call.answer = {.code = is_spoilt ? std::uint16_t{call.spoilt} : answer.code,
                   .error = answer.error,
                   .cause = either(answer.cause, call.answer.cause),
                   .retry_after_ms = answer.retry_after_ms};
    if (call.answer.code == code::timeout) {  // it never arrives
      return;
    }
    call.leg = fabric_.schedule(fabric_.now() + on_the_way, TaskKind::answer_arrives, index);
    return;
  }
  attempt_ends(index, answer);
}

void Calls::answer_arrives(std::uint32_t index) {
  OpenCall& call = fabric_.calls[index];
  call.leg = nothing;
  const Answer answer = call.answer;
  attempt_ends(index, answer);
}

void Calls::attempt_times_out(std::uint32_t index) {
  OpenCall& call = fabric_.calls[index];
  call.timeout = nothing;
  EventId cause = call.answer.cause;
  if (call.visit != nothing) {
    cause = either(cause_of_waiting(fabric_, call.visit), cause);
    const std::uint32_t visit = call.visit;
    call.visit = nothing;
    fabric_.visit_side->forsake(visit);
  }
  fabric_.unschedule(call.leg);
  attempt_ends(index, {.code = code::timeout, .cause = cause});
}

void Calls::next_attempt(std::uint32_t index) {
  OpenCall& call = fabric_.calls[index];
  call.leg = nothing;
  call.backing_off = false;
  attempt(index, fabric_.blueprint.edges[call.edge].timeout);
}

void Calls::attempt_ends(std::uint32_t index, const Answer& answer) {
  OpenCall& call = fabric_.calls[index];
  const Edge& edge = fabric_.blueprint.edges[call.edge];
  fabric_.unschedule(call.timeout);
  if (edge.breaker) {
    tell_breaker(call, answer);
  }
  if (edge.auth != nothing || edge.is_shown) {
    count(call, answer);
  }
  retry_or_end(index, answer);
}

/// What a process does that has left its replica to another shows nowhere any more.
void Calls::count(const OpenCall& call, const Answer& answer) {
  const Edge& edge = fabric_.blueprint.edges[call.edge];
  const Visit& parent = fabric_.visits[call.parent];
  if (parent.is_left_behind) {
    return;
  }
  ReplicaMetrics& metrics = fabric_.replicas[parent.replica].metrics;
  if (edge.auth != nothing) {
    metrics.authenticated(edge.to, answer);
  }
  if (edge.is_shown) {
    metrics.called({.callee = edge.to, .version = parent.version, .code = answer.code},
                   fabric_.now() - call.started);
  }
}

void Calls::tell_breaker(const OpenCall& call, const Answer& answer) {
  const Edge& edge = fabric_.blueprint.edges[call.edge];
  EdgeState& state = fabric_.edge_states[call.edge_state];
  if (is_failure(answer.code)) {
    state.breaker.failed(*edge.breaker, call.era, fabric_.now());
    state.cause = answer.cause;
  } else {
    state.breaker.succeeded(call.era);
  }
}

void Calls::retry_or_end(std::uint32_t index, const Answer& answer) {
  OpenCall& call = fabric_.calls[index];
  const Edge& edge = fabric_.blueprint.edges[call.edge];
  const EventId cause = either(answer.cause, call.answer.cause);
  call.answer = answer;
  call.answer.cause = cause;
  if (!edge.retry || !is_failure(answer.code) ||
      !fabric_.edge_states[call.edge_state].budget.may_retry(*edge.retry, call.attempt)) {
    end(index);
    return;
  }
  const Duration backoff =
      retry_delay(*edge.retry, call.attempt + 1U, fabric_.streams[edge.streams].retry);
  const Duration asked_for = std::chrono::milliseconds{answer.retry_after_ms};
  call.backing_off = true;
  const Instant due = fabric_.now() + std::max(backoff, asked_for);
  call.leg = fabric_.schedule(due, TaskKind::next_attempt, index);
}

void Calls::end(std::uint32_t index) {
  const OpenCall call = fabric_.calls[index];
  const Edge& edge = fabric_.blueprint.edges[call.edge];
  switch (edge.kind) {
    case EdgeKind::client:
      fabric_.calls.give_back(index);
      fabric_.clients->answered(edge.from, call.started, call.answer);
      return;
    case EdgeKind::probe:
      fabric_.calls.give_back(index);
      fabric_.probes->answered(call.parent, call.answer);
      return;
    case EdgeKind::call:
    case EdgeKind::token:
    case EdgeKind::keys:
    case EdgeKind::introspection:
    case EdgeKind::userinfo:
    case EdgeKind::authorize:
    case EdgeKind::code:
      unlink(index);
      fabric_.calls.give_back(index);
      fabric_.visit_side->call_ended(call.parent, call.edge, call.answer);
      return;
  }
}

void Calls::unlink(std::uint32_t index) {
  const OpenCall& call = fabric_.calls[index];
  std::uint32_t* link = &fabric_.visits[call.parent].first_call;
  while (*link != index) {
    assert(*link != nothing);
    link = &fabric_.calls[*link].next;
  }
  *link = call.next;
}

void Calls::abandon(std::uint32_t index) {
  OpenCall& call = fabric_.calls[index];
  const Edge& edge = fabric_.blueprint.edges[call.edge];
  if (edge.breaker && !call.backing_off) {
    fabric_.edge_states[call.edge_state].breaker.abandoned(call.era);
  }
  fabric_.unschedule(call.timeout);
  fabric_.unschedule(call.leg);
  const std::uint32_t visit = call.visit;
  fabric_.calls.give_back(index);
  if (visit != nothing) {
    fabric_.visit_side->forsake(visit);
  }
}

std::uint32_t Calls::choose_replica(std::uint32_t service) {
  const ServicePlan& plan = fabric_.blueprint.services[service];
  std::uint32_t& next = next_replica_[service];
  for (std::uint32_t tried = 0; tried < plan.replicas; ++tried) {
    const std::uint32_t replica = plan.first_replica + next;
    next = next + 1 == plan.replicas ? 0 : next + 1;
    if (fabric_.replicas[replica].up) {
      return replica;
    }
  }
  return nothing;
}

EventId Calls::why_down(std::uint32_t service) const {
  const ServicePlan& plan = fabric_.blueprint.services[service];
  EventId cause = EventId::none;
  for (std::uint32_t ordinal = 0; ordinal < plan.replicas; ++ordinal) {
    cause = std::max(cause, fabric_.replicas[plan.first_replica + ordinal].down_cause);
  }
  return cause;
}

}  // namespace firedrill::simulated
