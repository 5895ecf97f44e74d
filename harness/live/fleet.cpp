#include "harness/live/fleet.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "harness/live/complete_later.hpp"
#include "harness/scenario/capacity.hpp"
#include "mock_services/service/call_answer.hpp"

namespace firedrill::live {
namespace {

constexpr Duration poll_period = std::chrono::milliseconds{3};  // wire clock
constexpr Duration poll_timeout = std::chrono::seconds{1};      // wire clock

}  // namespace

Fleet::Fleet(const FleetPlan& plan, Scheduler& scheduler, Processes& processes)
    : plan_(plan),
      scheduler_(scheduler),
      processes_(processes),
      probes_(scheduler.io(), {.idle_connections = 0}),
      own_probe_(scheduler) {}

Fleet::~Fleet() {
  stop();
}

std::string Fleet::take_ports() {
  for (const Service& service : plan_.scenario.services) {
    for (std::size_t ordinal = 0; ordinal < service.replicas; ++ordinal) {
      members_.push_back({.service = &service,
                          .ordinal = ordinal,
                          .version = service.version,
                          .held = service.version});
      if (std::string error = take_address(members_.back()); !error.empty()) {
        return error;
      }
      if (std::string error = take_gateway(members_.back()); !error.empty()) {
        return error;
      }
    }
  }
  return "";
}

void Fleet::start(Completion done) {
  if (std::string error = take_ports(); !error.empty()) {
    if (on_trouble_) {
      on_trouble_(error);
    }
    complete_later(
        scheduler_, std::move(done), {.outcome = Outcome::failed, .detail = std::move(error)});
    return;
  }
  std::vector<std::size_t> all;
  for (std::size_t member = 0; member < members_.size(); ++member) {
    all.push_back(member);
  }
  await(all, std::move(done));
  for (const std::size_t member : all) {
    if (members_[member].gateway) {
      begin_gateway(member);
    }
    begin_life(member, Duration::zero());
  }
}

void Fleet::stop() {
  stopped_ = true;
  for (const FleetMember& member : members_) {
    scheduler_.cancel(member.next_start);
  }
}

void Fleet::install(const Install& install, EventId cause, Completion done) {
  const auto range = find(install.replicas);
  const auto refuse_later = [&](std::string why) {
    complete_later(scheduler_, done, {.outcome = Outcome::refused, .detail = std::move(why)});
  };
  if (!range) {
    return refuse_later("no such replicas of \"" + install.replicas.service + "\"");
  }
  const Service& service = *members_[range->front()].service;
  const bool is_known =
      std::any_of(service.versions.begin(), service.versions.end(), [&](const Version& one) {
        return one.name == install.version;
      });
  if (!is_known) {
    return refuse_later(service.name + " has no version \"" + install.version + "\"");
  }
  bool changed = false;
  std::vector<std::size_t> upgraded;
  for (const std::size_t index : *range) {
    FleetMember& member = members_[index];
    const bool now = install.activation == Activation::now && member.version != install.version;
    if (member.held != install.version || now) {
      changed = true;
      member.held = install.version;
      member.held_cause = cause;
    }
    if (now && member.alive) {
      upgraded.push_back(index);
    }
  }
  if (upgraded.empty()) {
    complete_later(scheduler_, done, {.outcome = changed ? Outcome::ok : Outcome::no_effect});
    return;
  }
  await(upgraded, std::move(done));
  for (const std::size_t index : upgraded) {
    upgrade(index, install.in_flight);
  }
}

void Fleet::restart(const ReplicaRange& range, EventId cause, Completion done) {
  const auto members = find(range);
  if (!members) {
    complete_later(
        scheduler_,
        done,
        {.outcome = Outcome::refused, .detail = "no such replicas of \"" + range.service + "\""});
    return;
  }
  await(*members, std::move(done));
  for (const std::size_t index : *members) {
    if (members_[index].own() == nullptr) {
      take_down(index, cause);
    } else {
      take_down_gently(index, cause);
    }
    begin_cold_life(index);
  }
}

void Fleet::kill(std::size_t index, EventId cause) {
  if (members_[index].alive) {
    members_[index].down_cause = cause;
  }
  take_down(index, cause);
}

void Fleet::start_again(std::size_t index, Duration after) {
  members_[index].next_start = scheduler_.after(after, [this, index] {
    if (!members_[index].alive) {
      begin_cold_life(index);
    }
  });
}

void Fleet::hang(std::size_t index, EventId cause) {
  FleetMember& member = members_[index];
  member.hangs = true;
  ++member.stops;
  member.hang_cause = cause;
  signal_all(index, ProcessSignal::stop);
}

void Fleet::go_on(std::size_t index) {
  FleetMember& member = members_[index];
  member.hangs = false;
  ++member.stops;
  signal_all(index, ProcessSignal::go_on);
}

void Fleet::take_down(std::size_t index, EventId cause) {
  FleetMember& member = members_[index];
  const bool was_up = std::exchange(member.up, false);
  scheduler_.cancel(member.next_start);
  if (std::exchange(member.alive, false)) {
    signal_all(index, ProcessSignal::kill);
    member.lingers = member.own() != nullptr;
  }
  std::erase_if(leaving_, [&](const Leaving& one) { return one.member == index; });
  member.life = 0;  // what is still heard of the old process is no news
  member.hangs = false;
  if (was_up) {
    member.down_cause = cause;
    tell(index);
  }
}

/// After it was down: it is slow at first, from the moment at which it is ready. What holds it up
/// is why it is down from the moment at which it would be ready without.
void Fleet::begin_cold_life(std::size_t index) {
  FleetMember& member = members_[index];
  const Behaviour& behaviour = behaviour_of(*member.service, member.held);
  const Duration now = std::chrono::steady_clock::now().time_since_epoch();
  const LateStart late = late_start_ && member.own() == nullptr ? late_start_(index) : LateStart{};
  const Duration startup = behaviour.startup + late.by;
  const Duration cold = startup + behaviour.warm_up.lasts;
  member.warm_at = now + scheduler_.wire_time(cold) - scheduler_.lag();
  begin_life(index, startup);
  if (late.by > Duration::zero()) {
    scheduler_.after(behaviour.startup, [this, index, life = member.life, cause = late.cause] {
      if (members_[index].life == life && !members_[index].up) {
        members_[index].down_cause = cause;
      }
    });
  }
}

/// The real work is done at once; the process listens when `startup` is over.
void Fleet::begin_life(std::size_t index, Duration startup) {
  FleetMember& member = members_[index];
  if (member.own() != nullptr) {
    begin_own_life(index);
    return;
  }
  const unsigned life = ++member.lives;
  member.life = life;
  set_version(member, member.held, member.held_cause);
  member.alive = true;
  member.ready = false;
  const Duration now = std::chrono::steady_clock::now().time_since_epoch();
  Duration listens_at{};
  if (startup > Duration::zero()) {
    listens_at = now + scheduler_.wire_time(startup) - scheduler_.lag();
  }
  member.ready_at_best = std::max(now, listens_at);
  member.process = processes_.spawn(
      order_for(member, listens_at),
      {.started =
           [this, index, life](const Result<int>& pid) {
             if (!pid) {
               life_ended(index, life);
             }
           },
       .ended = [this, index, life](const ProcessEnd&) { process_ended(index, life); }});
  scheduler_.after(startup, [this, index, life] {
    poll(index, life, scheduler_.now() + scheduler_.incident_time(plan_.longest_start));
  });
  if (on_begun_) {
    on_begun_(index);
  }
}

void Fleet::poll(std::size_t index, unsigned life, Instant until) {
  const FleetMember& member = members_[index];
  if (stopped_ || member.life != life) {
    return;
  }
  probes_.send(member.origin(),
               http::request_to("GET", "/healthz"),
               poll_timeout,
               [this, index, life, until](http::Exchange exchange) {
                 const mock::CallAnswer answer = mock::answer_of(std::move(exchange));
                 const std::string* who = answer.reply.headers.find(mock::life_header);
                 const bool is_it = who != nullptr && *who == std::to_string(life);
                 if (answer.code == 200 && is_it && members_[index].life == life) {
                   starts_.record(std::chrono::steady_clock::now().time_since_epoch() -
                                  members_[index].ready_at_best);
                   scheduler_.post([this, index, life] { life_is_ready(index, life); });
                 } else if (scheduler_.now() >= until) {
                   scheduler_.post([this, index, life] { life_ended(index, life); });
                 } else {
                   scheduler_.after_wire(poll_period,
                                         [this, index, life, until] { poll(index, life, until); });
                 }
               });
}

void Fleet::life_is_ready(std::size_t index, unsigned life) {
  if (members_[index].life != life || stopped_) {
    return;
  }
  const auto ready = [this, index, life] {
    FleetMember& member = members_[index];
    if (member.life != life) {
      return;
    }
    member.ready = true;
    const bool was_up = std::exchange(member.up, true);
    dismiss_predecessors(index);
    if (!was_up && life > 1) {  // nobody calls the world's beginning a change
      tell(index);
    }
    settle(index, true);
  };
  if (on_started_) {
    on_started_(index, ready);
  } else {
    ready();
  }
}

/// Its process ended by itself, could not be started, or never got ready.
void Fleet::life_ended(std::size_t index, unsigned life) {
  FleetMember& member = members_[index];
  if (member.life != life || !member.alive || stopped_) {
    return;
  }
  if (!keep_predecessor(index)) {
    const Death death = death_ ? death_(index) : Death{};
    take_down(index, death.cause);
    if (death.start_again_after) {  // who waits for it waits for the next one
      start_again(index, *death.start_again_after);
      return;
    }
  }
  settle(index, false);
}

void Fleet::await(std::vector<std::size_t> members, Completion done) {
  const std::size_t count = members.size();
  waits_.push_back({.waiting = std::move(members), .members = count, .done = std::move(done)});
}

/// What those came to who wait for members of which some were lost: the first that says why, else
/// the first.
OperationResult Fleet::result_of(const Wait& wait) const {
  if (wait.lost.empty()) {
    return {};
  }
  const auto told = std::find_if(wait.lost.begin(), wait.lost.end(), [this](std::size_t index) {
    return !members_[index].trouble.empty();
  });
  const FleetMember& named = members_[told == wait.lost.end() ? wait.lost.front() : *told];
  return {.outcome = wait.lost.size() == wait.members ? Outcome::failed : Outcome::partial,
          .detail = named.trouble.empty()
                        ? fmt::format("{} of {} replicas never got ready, {} among them",
                                      wait.lost.size(),
                                      wait.members,
                                      named.instance())
                        : named.instance() + ": " + named.trouble};
}

/// Tells everybody who waits for this member whether it is ready or will never be.
void Fleet::settle(std::size_t index, bool is_ready) {
  for (Wait& wait : waits_) {
    const auto removed = std::erase(wait.waiting, index);
    if (removed > 0 && !is_ready) {
      wait.lost.push_back(index);
    }
    if (removed > 0 && wait.waiting.empty()) {
      complete_later(scheduler_, std::move(wait.done), result_of(wait));
    }
  }
  std::erase_if(waits_, [](const Wait& wait) { return wait.waiting.empty(); });
}

void Fleet::tell(std::size_t index) {
  const FleetMember& member = members_[index];
  if (on_replica_) {
    scheduler_.post([this,
                     change = ReplicaChange{.service = member.service->name,
                                            .replica = member.ordinal,
                                            .up = member.up,
                                            .cause = member.down_cause,
                                            .overrun = member.up ? member.overrun : Duration{}}] {
      on_replica_(change);
    });
  }
}

void Fleet::set_version(FleetMember& member, const std::string& version, EventId cause) {
  const Service& service = *member.service;
  member.version = version;
  member.version_cause = cause;
  member.carries_otherwise =
      version != service.version && capacity_of(behaviour_of(service, version)) !=
                                        capacity_of(behaviour_of(service, service.version));
}

/// Of one that is there: install() refuses others.
const Behaviour& Fleet::behaviour_of(const Service& service, const std::string& version) {
  const auto found = std::find_if(service.versions.begin(),
                                  service.versions.end(),
                                  [&](const Version& one) { return one.name == version; });
  return found->behaviour;
}

}  // namespace firedrill::live
