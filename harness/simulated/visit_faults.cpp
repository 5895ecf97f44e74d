// What faults do to requests that reach a replica.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "harness/core/rng.hpp"
#include "harness/simulated/visits.hpp"

namespace firedrill::simulated {

FaultDetails Visits::details_of(const Visit& visit) const {
  const Edge& edge = fabric_.blueprint.edges[visit.edge];
  FaultDetails details{.endpoint = endpoint_of(edge)};
  if (fabric_.faults.has_looked_at_clients()) {
    if (const std::optional<ClientRequest> origin = fabric_.client_request_of(visit)) {
      const std::uint64_t population = origin->population;
      const auto began = static_cast<std::uint64_t>(origin->started.time_since_epoch().count());
      details.population = origin->population;
      details.lot = Rng{fabric_.request_key + (population << 52U) + began}.unit();
    }
  }
  if (fabric_.faults.has_looked_at_callers()) {
    if (const std::optional<CallingProcess> caller = fabric_.caller_of(visit)) {
      details.caller_age = fabric_.now() - caller->since;
      details.caller_version = caller->version;
    }
  }
  return details;
}

/// Whether a fault makes the visit make this call, which it is spared else; marks it.
bool Visits::is_added(Visit& visit, const Edge& edge) {
  SparedCall call{.from = edge.from,
                  .to = edge.to,
                  .share = edge.share,
                  .now = fabric_.now(),
                  .request = {.caller_version = visit.version}};
  if (fabric_.faults.has_looked_at_clients()) {
    if (const std::optional<ClientRequest> origin = fabric_.client_request_of(visit)) {
      call.request.population = origin->population;
    }
  }
  const std::optional<EventId> cause = fabric_.faults.added_call(call);
  visit.cause = either(visit.cause, cause.value_or(EventId::none));
  return cause.has_value();
}

void Visits::apply_faults(std::uint32_t index) {
  Visit& visit = fabric_.visits[index];
  const Edge& edge = fabric_.blueprint.edges[visit.edge];
  const std::optional<FaultEffect> effect =
      fabric_.faults.decide({.replica = faulted(fabric_.replicas[visit.replica]),
                             .from = edge.kind == EdgeKind::client ? nothing : edge.from,
                             .now = fabric_.now()},
                            [this, &visit] { return details_of(visit); });
  if (!effect) {
    admit(index);
    return;
  }
  visit.cause = effect->cause;
  visit.code = effect->code();
  const ComposedVerdict& verdict = effect->verdict;
  if (visit.code != code::none) {
    visit.hold_retry_after(effect->retry_after());
    if (const ProviderChange* change = effect->change()) {
      visit.hold_error(fabric_.blueprint.error_of(*change));
    } else if (const KillProcess* death = effect->death()) {
      visit.hold_death(*death);
    }
  } else {
    visit.work = scaled(visit.work, verdict.slower);
    if (visit.caller != nothing) {
      fabric_.calls[visit.caller].spoil_answer(verdict.spoilt.late, verdict.spoilt.code);
    }
  }
  if (verdict.delay > Duration::zero()) {
    visit.timer = fabric_.schedule(fabric_.now() + verdict.delay, TaskKind::hold_ends, index);
    return;
  }
  carry_out(index);
}

void Visits::hold_ends(std::uint32_t index) {
  fabric_.visits[index].timer = nothing;
  carry_out(index);
}

/// What the faults have decided: visit.code says it.
void Visits::carry_out(std::uint32_t index) {
  Visit& visit = fabric_.visits[index];
  if (visit.code == code::none) {
    admit(index);
    return;
  }
  if (visit.is_deadly()) {  // once all that ends with it is over at this instant
    visit.timer = fabric_.schedule(fabric_.now(), TaskKind::process_dies, index);
    return;
  }
  if (visit.code == code::timeout) {
    if (visit.caller == nothing) {
      leave(index);
      fabric_.visits.give_back(index);
    } else {
      visit.stage = Visit::Stage::hung;
    }
    return;
  }
  if (const std::optional<Answer> own = auth_.unchanged_answer(visit)) {
    finish(index, *own);
    return;
  }
  const auto retry_after = std::chrono::ceil<std::chrono::milliseconds>(visit.retry_after());
  finish(index,
         {.code = visit.code,
          .error = auth_.error_told(visit),
          .cause = visit.cause,
          .retry_after_ms = static_cast<std::uint32_t>(retry_after.count())});
}

}  // namespace firedrill::simulated
