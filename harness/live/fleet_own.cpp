// What the fleet does otherwise where a replica is a program of the user's own: it has its port to
// itself, so the next process waits until the one before is gone, and it says in its own way when
// it is ready.
#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/live/fleet.hpp"

namespace firedrill::live {
namespace {

constexpr Duration own_poll_period = std::chrono::milliseconds{20};  // wire clock
constexpr Duration end_grace = std::chrono::seconds{5};  // wire clock, between SIGTERM and SIGKILL

constexpr int most_end_rounds = 100;  // of a poll period each

bool has_own_process(const FleetMember& member) {
  return member.own() != nullptr && member.is_started_here() && (member.alive || member.lingers);
}

}  // namespace

std::string Fleet::take_address(FleetMember& member) {
  const OwnProgram* own = member.own();
  if (own != nullptr && !own->command) {
    const std::string authority = own->attach.substr(own->attach.find("//"));
    const Result<http::Origin> origin = http::parse_origin("http:" + authority);
    if (!origin) {
      return origin.error().message;
    }
    member.address = *origin;
    return "";
  }
  if (own != nullptr && own->port != 0) {
    member.address = {.address = "127.0.0.1", .port = own->port};
    return Port::obstacle_to(own->port);
  }
  Result<Port> port = Port::reserve();
  if (!port) {
    return port.error().message;
  }
  member.port = *std::move(port);
  member.address = {.address = "127.0.0.1", .port = member.port->number()};
  return "";
}

void Fleet::begin_own_life(std::size_t index) {
  FleetMember& member = members_[index];
  if (member.lingers) {
    member.starts_when_gone = true;
    return;
  }
  const OwnProgram& own = *member.own();
  const unsigned life = ++member.lives;
  member.life = life;
  set_version(member, member.held, member.held_cause);
  member.alive = true;
  member.trouble.clear();
  if (own.command) {
    std::error_code none;
    member.log_from = std::filesystem::file_size(plan_.logs / (member.instance() + ".log"), none);
    member.log_from = none ? 0 : member.log_from;
    member.port.reset();  // the program's now
    member.ready_at_best = std::chrono::steady_clock::now().time_since_epoch();
    const ProcessSpec spec = order_for(member, {});
    member.process =
        processes_.spawn(spec,
                         {.started =
                              [this, index, life](const Result<int>& pid) {
                                if (!pid) {
                                  own_program_missing(index, life, pid.error().message);
                                }
                              },
                          .ended =
                              [this, index, life](const ProcessEnd& end) {
                                if (stopped_) {
                                  members_[index].alive = false;
                                }
                                own_life_ended(index, life, "it " + to_string(end));
                                own_process_ended(index);
                              }});
  }
  if (on_begun_) {
    on_begun_(index);
  }
  Duration within = own.ready_within;
  if (life == 1 && plan_.scenario.before.settle > own_poll_period) {  // by then it must be up
    within = std::min(within, scheduler_.wire_time(plan_.scenario.before.settle) - own_poll_period);
  }
  poll_own(index, life, std::chrono::steady_clock::now() + within);
}

void Fleet::poll_own(std::size_t index,
                     unsigned life,
                     std::chrono::steady_clock::time_point until) {
  const FleetMember& member = members_[index];
  if (stopped_ || member.life != life || !member.alive) {
    return;
  }
  const OwnAddress address{.origin = member.origin(),
                           .log = plan_.logs / (member.instance() + ".log"),
                           .log_from = member.log_from};
  own_probe_.is_ready(member.own()->ready, address, [this, index, life, until](bool ready) {
    const FleetMember& asked = members_[index];
    if (stopped_ || asked.life != life || !asked.alive) {
      return;
    }
    if (ready && (!asked.gateway || asked.gateway_ready)) {
      if (asked.is_started_here()) {
        note_start(members_[index]);
      }
      life_is_ready(index, life);
    } else if (std::chrono::steady_clock::now() >= until) {
      own_life_ended(index, life, "it did not get ready in time: " + described(asked.own()->ready));
    } else {
      scheduler_.after_wire(own_poll_period,
                            [this, index, life, until] { poll_own(index, life, until); });
    }
  });
}

/// It gets ready when it does; nobody can hold it back.
void Fleet::note_start(FleetMember& member) {
  const Duration took = std::chrono::steady_clock::now().time_since_epoch() - member.ready_at_best;
  const Duration startup = behaviour_of(*member.service, member.held).startup;
  starts_.record(took);
  member.overrun = std::max(scheduler_.incident_time(took) - startup, Duration::zero());
}

void Fleet::own_life_ended(std::size_t index, unsigned life, const std::string& why) {
  if (members_[index].life == life) {
    members_[index].trouble = why;
  }
  life_ended(index, life);
}

void Fleet::own_program_missing(std::size_t index, unsigned life, const std::string& why) {
  if (on_trouble_) {
    on_trouble_(members_[index].instance() + ": " + why);
  }
  own_life_ended(index, life, why);
  own_process_ended(index);
}

void Fleet::own_process_ended(std::size_t index) {
  FleetMember& member = members_[index];
  member.lingers = false;
  if (std::exchange(member.starts_when_gone, false) && !stopped_) {
    begin_own_life(index);
  }
}

/// One process at a time has the port: the old one goes before the new one comes.
void Fleet::upgrade_own(std::size_t index, InFlight in_flight) {
  const EventId cause = members_[index].held_cause;
  if (in_flight == InFlight::drop) {
    take_down(index, cause);
  } else {
    take_down_gently(index, cause);
  }
  begin_own_life(index);
}

/// SIGTERM instead of SIGKILL, which comes only if that does not help.
void Fleet::take_down_gently(std::size_t index, EventId cause) {
  FleetMember& member = members_[index];
  const ProcessNumber process = member.process;
  const bool was_alive = std::exchange(member.alive, false);
  take_down(index, cause);
  if (!was_alive || !member.is_started_here()) {
    return;
  }
  member.lingers = true;
  processes_.signal(process, ProcessSignal::terminate);
  scheduler_.after_wire(end_grace,
                        [this, process] { processes_.signal(process, ProcessSignal::kill); });
}

void Fleet::note_version(std::size_t index, const std::string& version, EventId cause) {
  FleetMember& member = members_[index];
  member.version = version;
  member.held = own_program(*member.service, version) == nullptr ? member.held : version;
  member.version_cause = cause;
  member.held_cause = cause;
}

void Fleet::end_own_programs(std::function<void()> done) {
  for (const FleetMember& member : members_) {
    if (has_own_process(member)) {
      processes_.signal(member.process, ProcessSignal::go_on);
      processes_.signal(member.process, ProcessSignal::terminate);
    }
  }
  await_own_ends(0, done);
}

void Fleet::await_own_ends(int rounds, const std::function<void()>& done) {
  if (rounds == most_end_rounds ||
      std::none_of(members_.begin(), members_.end(), has_own_process)) {
    done();
    return;
  }
  scheduler_.after_wire(own_poll_period,
                        [this, rounds, done] { await_own_ends(rounds + 1, done); });
}

std::vector<std::string> Fleet::addresses_of(std::string_view service,
                                             std::string_view caller) const {
  std::vector<std::string> addresses;
  for (const FleetMember& member : members_) {
    if (member.service->name == service) {
      const http::Origin entrance = member.entrance(caller);
      addresses.push_back(fmt::format("{}:{}", entrance.address, entrance.port));
    }
  }
  return addresses;
}

http::Origin FleetMember::entrance(std::string_view caller) const {
  for (const Door& door : doors) {
    if (door.caller == caller || door.caller.empty()) {
      return {.address = "127.0.0.1", .port = door.port.number()};
    }
  }
  return orders_at();
}

std::string FleetMember::metrics_path() const {
  return own() == nullptr || own()->metrics.empty() ? "/metrics" : own()->metrics;
}

std::string FleetMember::open_path() const {
  if (service->kind == ServiceKind::auth_provider) {
    return "/jwks";
  }
  const auto* probe = own() == nullptr ? nullptr : std::get_if<AnswersHttp>(&own()->ready);
  return probe == nullptr ? "/" : probe->path;
}

}  // namespace firedrill::live
