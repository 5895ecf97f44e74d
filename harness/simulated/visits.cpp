#include "harness/simulated/visits.hpp"

#include <algorithm>
#include <cassert>

#include "harness/simulated/blame.hpp"
#include "harness/simulated/calls.hpp"

namespace firedrill::simulated {
namespace {

bool has_worker(const Visit& visit) {
  return visit.stage == Visit::Stage::working || visit.stage == Visit::Stage::launching;
}

}  // namespace

void Visits::send(std::uint32_t call, std::uint32_t replica) {
  const std::uint32_t index = fabric_.visits.take();
  Visit& visit = fabric_.visits[index];
  OpenCall& sender = fabric_.calls[call];
  sender.visit = index;
  visit.caller = call;
  visit.replica = replica;
  visit.edge = sender.edge;
  visit.token_issue = sender.token_issue;
  visit.token_provider = sender.token_provider;
  visit.version = static_cast<std::uint16_t>(fabric_.replicas[replica].version);
  const Edge& edge = fabric_.blueprint.edges[visit.edge];
  visit.is_too_large = edge.kind == EdgeKind::call && fabric_.visits[sender.parent].has_long_token;
  if (edge.has_network) {
    const Duration on_the_way = edge.network.sample(fabric_.streams[edge.streams].request);
    const Instant due = fabric_.now() + on_the_way;
    visit.timer = fabric_.schedule(due, TaskKind::request_arrives, index);
    return;
  }
  request_arrives(index);
}

void Visits::request_arrives(std::uint32_t index) {
  Visit& visit = fabric_.visits[index];
  Replica& replica = fabric_.replicas[visit.replica];
  visit.timer = nothing;
  if (!replica.up) {
    const std::uint32_t caller = visit.caller;
    fabric_.visits.give_back(index);
    answer(caller, {.code = code::refused, .cause = replica.down_cause});
    return;
  }
  visit.arrived = fabric_.now();
  visit.version = static_cast<std::uint16_t>(replica.version);
  visit.work = fabric_.blueprint.versions[visit.version].latency.sample(
      fabric_.work_streams[replica.service]);
  visit.stage = Visit::Stage::held;
  replica.active.push_back(fabric_.visits, index);
  if (fabric_.faults.is_quiet(replica.service)) {
    admit(index);
  } else {
    apply_faults(index);
  }
}

std::size_t Visits::workers_of(const Replica& replica) const {
  const std::size_t workers = fabric_.blueprint.versions[replica.version].workers;
  return std::min<std::size_t>(workers, replica.workers_left);
}

void Visits::admit(std::uint32_t index) {
  Visit& visit = fabric_.visits[index];
  if (visit.is_too_large) {
    finish(index, {.code = code::headers_too_large});
    return;
  }
  Replica& replica = fabric_.replicas[visit.replica];
  const VersionPlan& plan = fabric_.blueprint.versions[replica.version];
  const std::size_t workers = workers_of(replica);
  if (replica.busy < workers && replica.queue.size == 0) {
    begin(index);
    return;
  }
  const std::size_t owed = workers > replica.busy ? workers - replica.busy : 0;
  if (replica.queue.size < plan.queue + owed) {
    replica.active.remove(fabric_.visits, index);
    replica.queue.push_back(fabric_.visits, index);
    visit.stage = Visit::Stage::queued;
    return;
  }
  const EventId cause = either(cause_of_congestion(fabric_, visit.replica), visit.cause);
  finish(index, {.code = 503, .cause = cause});
}

/// Requires a visit in the list of active ones.
void Visits::begin(std::uint32_t index) {
  Visit& visit = fabric_.visits[index];
  Replica& replica = fabric_.replicas[visit.replica];
  ++replica.busy;
  visit.stage = Visit::Stage::working;
  visit.version = static_cast<std::uint16_t>(replica.version);
  proceed(index);
}

void Visits::proceed(std::uint32_t index) {
  Visit& visit = fabric_.visits[index];
  const VersionPlan& plan = fabric_.blueprint.versions[visit.version];
  for (; visit.step < plan.steps.size(); ++visit.step) {
    const PlanStep& step = plan.steps[visit.step];
    if (step.kind == PlanStep::Kind::work) {
      start_work(index);
      return;
    }
    launch(index, step);
    if (visit.code != code::none) {
      abandon_calls(index);
      finish(index, {.code = visit.code, .cause = visit.cause});
      return;
    }
    if (visit.open_calls > 0) {
      return;
    }
  }
  finish(index, auth_.own_answer(visit));
}

void Visits::start_work(std::uint32_t index) {
  Visit& visit = fabric_.visits[index];
  const Replica& replica = fabric_.replicas[visit.replica];
  Duration work = visit.work;
  if (replica.warm_at > fabric_.now()) {  // compared first: warm_at may be Instant::min()
    const WarmUp& warm_up = fabric_.blueprint.versions[visit.version].warm_up;
    work = warm_up.slowed(work, replica.warm_at - fabric_.now());
  }
  visit.timer = fabric_.schedule(fabric_.now() + work, TaskKind::work_ends, index);
}

void Visits::work_ends(std::uint32_t index) {
  Visit& visit = fabric_.visits[index];
  visit.timer = nothing;
  ++visit.step;
  proceed(index);
}

/// Makes the calls of a step. Some may end at once: until all are made, call_ended() only notes.
void Visits::launch(std::uint32_t index, const PlanStep& step) {
  Visit& visit = fabric_.visits[index];
  visit.stage = Visit::Stage::launching;
  if (step.kind != PlanStep::Kind::calls) {
    const AuthSteps::Need need = auth_.look(visit, step);
    visit.code = need.reply;
    if (need.call != nothing) {
      make_call(index, need.call, need.token);
    }
  }
  for (std::uint32_t edge = step.first; edge < step.first + step.count; ++edge) {
    const Edge& way = fabric_.blueprint.edges[edge];
    if (way.share >= 1 || fabric_.streams[way.streams].share.unit() < way.share ||
        (fabric_.faults.adds_calls() && is_added(visit, way))) {
      make_call(index, edge, visit.token());
    }
  }
  visit.stage = Visit::Stage::working;
}

void Visits::make_call(std::uint32_t index, std::uint32_t edge, const CarriedToken& token) {
  Visit& visit = fabric_.visits[index];
  ++visit.open_calls;
  fabric_.call_side->start(
      {.edge = edge,
       .parent = index,
       .edge_state = fabric_.edge_state_of(visit, fabric_.blueprint.edges[edge]),
       .token = token});
}

void Visits::call_ended(std::uint32_t index, std::uint32_t edge_index, const Answer& answer) {
  Visit& visit = fabric_.visits[index];
  if (visit.stage == Visit::Stage::doomed) {
    return;
  }
  const Edge& edge = fabric_.blueprint.edges[edge_index];
  --visit.open_calls;
  const std::uint16_t reply = edge.auth == nothing ? outcome_of(visit, edge_index, answer)
                                                   : auth_.fetched(visit, edge_index, answer);
  if (visit.code == code::none) {
    visit.code = reply;
  }
  if (visit.stage == Visit::Stage::launching) {
    return;
  }
  if (visit.code != code::none) {
    abandon_calls(index);
    finish(index, {.code = visit.code, .cause = visit.cause});
  } else if (visit.open_calls == 0) {
    ++visit.step;
    proceed(index);
  }
}

/// What the visit must now answer itself; none: it goes on.
std::uint16_t Visits::outcome_of(Visit& visit, std::uint32_t edge_index, const Answer& answer) {
  const Edge& edge = fabric_.blueprint.edges[edge_index];
  const bool failed = is_failure(answer.code);
  if (!failed && answer.code < 400) {
    visit.cause = either(visit.cause, answer.cause);
    return code::none;
  }
  visit.cause = either(answer.cause, visit.cause);
  if (visit.cause == EventId::none) {
    visit.cause = cause_in_caller(fabric_, visit, edge_index);
  }
  const std::uint16_t reply = failed ? edge.fails_reply : answer.code;
  return reply < 300 ? code::none : reply;
}

void Visits::finish(std::uint32_t index, const Answer& result) {
  const Visit& visit = fabric_.visits[index];
  const std::uint32_t replica_index = visit.replica;
  const std::uint32_t caller = visit.caller;
  if (is_http(result.code) && !visit.is_left_behind) {
    fabric_.replicas[replica_index].metrics.answered(
        result.code, visit.version, fabric_.now() - visit.arrived);
  }
  leave(index);
  fabric_.visits.give_back(index);
  answer(caller, result);
}

/// Takes the visit out of its replica's lists, and its worker away.
void Visits::leave(std::uint32_t index) {
  const Visit& visit = fabric_.visits[index];
  Replica& replica = fabric_.replicas[visit.replica];
  VisitList& list = visit.stage == Visit::Stage::queued ? replica.queue
                    : visit.is_left_behind              ? replica.left
                                                        : replica.active;
  list.remove(fabric_.visits, index);
  if (has_worker(visit) && !visit.is_left_behind) {
    --replica.busy;
    note_free_workers(visit.replica);
  }
}

void Visits::note_free_workers(std::uint32_t replica_index) {
  Replica& replica = fabric_.replicas[replica_index];
  if (replica.queue.size > 0 && !replica.owes) {
    replica.owes = true;
    owing_.push_back(replica_index);
  }
}

/// Visits that end at once end inside the loops, however many they are, and may add to owing_.
void Visits::serve_owing() {
  for (std::size_t place = 0; place < owing_.size(); ++place) {
    Replica& replica = fabric_.replicas[owing_[place]];
    while (replica.queue.size > 0 && replica.busy < workers_of(replica)) {
      const std::uint32_t first = replica.queue.head;
      replica.queue.remove(fabric_.visits, first);
      replica.active.push_back(fabric_.visits, first);
      begin(first);
    }
    replica.owes = false;
  }
  owing_.clear();
}

void Visits::abandon_calls(std::uint32_t index) {
  std::uint32_t call = fabric_.visits[index].first_call;
  fabric_.visits[index].first_call = nothing;
  while (call != nothing) {
    const std::uint32_t next = fabric_.calls[call].next;
    fabric_.call_side->abandon(call);
    call = next;
  }
}

void Visits::forsake(std::uint32_t index) {
  Visit& visit = fabric_.visits[index];
  assert(visit.stage != Visit::Stage::launching);
  fabric_.keep_origin_of(visit);
  visit.caller = nothing;
  const bool hangs = visit.stage == Visit::Stage::hung;
  const auto policy = fabric_.blueprint.versions[visit.version].abandoned_work;
  if (visit.stage == Visit::Stage::doomed || (policy == AbandonedWork::finish && !hangs)) {
    return;
  }
  fabric_.unschedule(visit.timer);
  if (visit.stage == Visit::Stage::travelling) {
    fabric_.visits.give_back(index);
    return;
  }
  abandon_calls(index);
  if (hangs) {
    leave(index);
    fabric_.visits.give_back(index);
  } else {
    finish(index, {.code = code::client_closed_request});
  }
}

void Visits::drop_all(std::uint32_t replica_index, EventId cause) {
  doom(fabric_.replicas[replica_index].left);
  drop_own(replica_index, cause);
}

void Visits::drop_own(std::uint32_t replica_index, EventId cause) {
  Replica& replica = fabric_.replicas[replica_index];
  doom(replica.active);
  doom(replica.queue);
  replica.busy = 0;
  while (replica.doomed.size > 0) {
    const std::uint32_t index = replica.doomed.head;
    replica.doomed.remove(fabric_.visits, index);
    abandon_calls(index);
    const std::uint32_t caller = fabric_.visits[index].caller;
    fabric_.visits.give_back(index);
    answer(caller, {.code = code::reset, .cause = cause});
  }
}

/// They end before any of them is answered, for an answer may lead to the next request.
void Visits::doom(VisitList& list) {
  while (list.size > 0) {
    const std::uint32_t index = list.head;
    list.remove(fabric_.visits, index);
    Visit& visit = fabric_.visits[index];
    visit.stage = Visit::Stage::doomed;
    fabric_.unschedule(visit.timer);
    fabric_.replicas[visit.replica].doomed.push_back(fabric_.visits, index);
  }
}

void Visits::answer(std::uint32_t call, const Answer& result) {
  if (call != nothing) {
    fabric_.call_side->answered(call, result);
  }
}

}  // namespace firedrill::simulated
