#include "harness/live/fault_board.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "harness/engine/stopped_process.hpp"
#include "harness/live/complete_later.hpp"
#include "harness/live/gateways.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"
#include "mock_services/service/fault_counts.hpp"

namespace firedrill::live {
namespace {

OperationResult result_of(std::size_t asked, std::size_t willing) {
  if (willing == asked) {
    return {};
  }
  return {.outcome = willing == 0 ? Outcome::failed : Outcome::partial,
          .detail = fmt::format("{} of {} replicas did not do it", asked - willing, asked)};
}

}  // namespace

FaultBoard::FaultBoard(Scheduler& scheduler, Fleet& fleet, Seed seed)
    : scheduler_(scheduler),
      fleet_(fleet),
      seed_(seed) {}

/// Of one version of the callee's processes; which one calls on an edge, the callee is told. Of
/// calls the caller's processes, who know which they run.
bool FaultBoard::hits(const Entry& entry, std::size_t member) const {
  const FleetMember& one = fleet_.members()[member];
  const FaultTarget& target = entry.spec.target;
  const bool is_of_any = target.version.empty() || !target.from.empty();
  const std::string& owner = acts_on_calls(entry.spec.fault) ? target.from : target.service;
  return one.service->name == owner && (is_of_any || one.version == target.version) &&
         (target.replicas == 0 || one.ordinal < target.replicas);
}

/// Gateways also where what is behind them is down.
std::vector<std::size_t> FaultBoard::hit_by(const Entry& entry) const {
  const bool by_gateway = is_done_by_gateway(entry.spec);
  std::vector<std::size_t> members;
  for (std::size_t member = 0; member < fleet_.members().size(); ++member) {
    const FleetMember& one = fleet_.members()[member];
    if (hits(entry, member) && (one.alive || (by_gateway && one.gateway))) {
      members.push_back(member);
    }
  }
  return members;
}

/// With how long it has lasted, since its profile goes on where a process has ended.
/// `process_age`: a gateway is told how old the process is that has begun behind it.
http::Request FaultBoard::start_request(const Entry& entry,
                                        std::optional<Duration> process_age) const {
  http::Request request = http::request_to("POST", "/__firedrill/faults");
  request.body = fmt::format(
      R"({{"id": {}, "cause": {}, "elapsed": "{}"{}}})",
      json_string(entry.spec.id),
      static_cast<std::uint32_t>(entry.cause),
      to_text(scheduler_.now() - entry.began),
      process_age ? fmt::format(R"(, "process_age": "{}")", to_text(*process_age)) : "");
  return request;
}

http::Request FaultBoard::end_request(const Entry& entry) {
  return http::request_to("DELETE", "/__firedrill/faults/" + entry.spec.id);
}

void FaultBoard::start(const FaultSpec& fault, EventId cause, Completion done) {
  const FaultTarget& target = fault.target;
  const auto end_later = [&](OperationResult result) {
    complete_later(scheduler_, done, std::move(result));
  };
  if (!fleet_.first_of(target.service) || (!target.from.empty() && !fleet_.first_of(target.from))) {
    return end_later({.outcome = Outcome::refused,
                      .detail = "no service \"" + target.service + "\"" +
                                (target.from.empty() ? "" : ", or none \"" + target.from + "\"")});
  }
  auto entry = std::find_if(
      entries_.begin(), entries_.end(), [&](const Entry& one) { return one.spec.id == fault.id; });
  if (entry == entries_.end()) {
    entry = entries_.insert(entries_.end(),
                            {.spec = fault,
                             .random = stream(seed_, "fault/" + fault.id + "/process"),
                             .tally = {.id = fault.id, .kind = std::string(kind_of(fault.fault))}});
  }
  if (entry->active) {
    return end_later({.outcome = Outcome::no_effect, .detail = "already injected"});
  }
  entry->spec = fault;
  entry->cause = cause;
  entry->began = scheduler_.now();
  entry->active = true;
  entry->tally.injected_by = cause;
  ++entry->tally.planned;
  ++entry->tally.started;
  const auto* skew = std::get_if<faults::ClockSkew>(&fault.fault);
  const ServiceKind kind = fleet_.members()[*fleet_.first_of(target.service)].service->kind;
  if (skew != nullptr && kind == ServiceKind::auth_provider) {
    issuer_clocks_.went_off(
        target.service, {.fault = fault.id, .cause = cause, .skew = *skew}, entry->began);
  }
  if (acts_on_processes(fault.fault) || stops_processes(fault)) {
    strike(static_cast<std::size_t>(entry - entries_.begin()));
    return end_later({});
  }
  const std::vector<std::size_t> members = hit_by(*entry);
  for (const std::size_t member : members) {
    note_stopped(*entry, member);
  }
  tell(members, start_request(*entry, std::nullopt), done);
}

void FaultBoard::end(std::string_view id, Completion done) {
  const auto entry = std::find_if(
      entries_.begin(), entries_.end(), [&](const Entry& one) { return one.spec.id == id; });
  const auto end_later = [&](OperationResult result) {
    complete_later(scheduler_, done, std::move(result));
  };
  if (entry == entries_.end()) {
    return end_later({.outcome = Outcome::refused,
                      .detail = "no fault \"" + std::string(id) + "\" was injected"});
  }
  if (!entry->active) {
    return end_later({.outcome = Outcome::no_effect, .detail = "already cleared"});
  }
  entry->active = false;
  issuer_clocks_.set_right(id, scheduler_.now());
  if (acts_on_processes(entry->spec.fault)) {
    return end_later(
        strikes_once(entry->spec.fault)
            ? OperationResult{.outcome = Outcome::no_effect,
                              .detail = "a crash is not undone by clearing it: restart"}
            : OperationResult{});
  }
  if (stops_processes(entry->spec)) {
    for (const std::size_t member : hit_by(*entry)) {
      fleet_.go_on(member);
    }
    return end_later({});
  }
  tell(hit_by(*entry), end_request(*entry), done);
}

/// Asks each member; `done`, in a task, when all have answered or will not.
void FaultBoard::tell(const std::vector<std::size_t>& members,
                      const http::Request& request,
                      std::function<void(const OperationResult&)> done,
                      bool is_new) {
  struct Asking {
    std::size_t left;
    std::size_t willing = 0;
  };

  const std::size_t asked = members.size();
  const auto end = [this, done = std::move(done), asked](std::size_t willing) {
    complete_later(scheduler_, done, result_of(asked, willing));
  };
  if (members.empty()) {
    return end(0);
  }
  const auto asking = std::make_shared<Asking>(Asking{.left = asked});
  for (const std::size_t member : members) {
    const auto told = [this, asking, end, member](const http::Exchange& exchange) {
      const bool did_it =
          exchange.reached == http::Reached::answered && exchange.reply.status < 300;
      // Who is about to start is told by prepare().
      asking->willing += did_it || !fleet_.members()[member].up ? 1U : 0U;
      if (--asking->left == 0) {
        end(asking->willing);
      }
    };
    if (is_new) {
      fleet_.order_newest(member, request, told);
    } else {
      fleet_.order(member, request, told);
    }
  }
}

void FaultBoard::prepare(std::size_t member, std::function<void()> ready) {
  const auto left = std::make_shared<std::size_t>(1);
  const auto one_done = [left, ready] {
    if (--*left == 0) {
      ready();
    }
  };
  for (std::size_t place = 0; place < entries_.size(); ++place) {
    Entry& entry = entries_[place];
    if (!entry.active || !hits(entry, member)) {
      continue;
    }
    if (acts_on_processes(entry.spec.fault)) {
      continue;
    }
    if (stops_processes(entry.spec)) {
      stop_process(entry, member);
    } else {
      ++*left;
      note_stopped(entry, member);
      const FleetMember& one = fleet_.members()[member];
      const bool has_gateway = one.gateway.has_value();
      const auto age =
          has_gateway ? std::optional{scheduler_.now() - began_[member]} : std::nullopt;
      const auto start = [this, member, request = start_request(entry, age), one_done] {
        const auto told = [one_done](const OperationResult&) { one_done(); };
        tell({member}, request, told, true);
      };
      const bool is_proxy = has_gateway && one.own()->protocol == Protocol::tcp;
      if (has_gateway && !is_proxy) {  // it has outlived the process: counts begin anew
        tell({member}, end_request(entry), [start](const OperationResult&) { start(); });
      } else {
        start();
      }
    }
  }
  one_done();
}

/// Whether whom it hurts cannot name it: there is no answer that could, or a program of the user's
/// own gets it, which hands no cause on.
bool FaultBoard::is_unnamed(const FaultSpec& fault) const {
  const std::vector<FleetMember>& members = fleet_.members();
  return is_silent(fault.fault) ||
         std::any_of(members.begin(), members.end(), [&](const FleetMember& member) {
           return member.own() != nullptr && calls(*member.service, fault.target.service);
         });
}

EventId FaultBoard::suspect(const std::vector<std::string_view>& services) const {
  const auto is_met = [&](std::string_view name) {
    return std::find(services.begin(), services.end(), name) != services.end();
  };
  const std::vector<FleetMember>& members = fleet_.members();
  const auto is_run = [&](const FaultTarget& target) {
    const std::string& owner = target.from.empty() ? target.service : target.from;
    return target.version.empty() ||
           std::any_of(members.begin(), members.end(), [&](const FleetMember& member) {
             return member.service->name == owner && member.version == target.version;
           });
  };
  EventId cause = EventId::none;
  for (const Entry& entry : entries_) {
    const FaultTarget& target = entry.spec.target;
    if (entry.active && is_unnamed(entry.spec) && is_met(target.service) &&
        (target.from.empty() || is_met(target.from)) && is_run(target)) {
      cause = std::max(cause, entry.cause);
    }
  }
  return cause;
}

std::vector<FaultTally> FaultBoard::tallies() const {
  std::map<std::string, mock::FaultCount> touched;
  const auto add = [&](const std::string& notes) {
    for (const auto& [id, count] : mock::read_fault_counts(notes + mock::fault_counts_suffix)) {
      touched[id].injected += count.injected;
      for (const Suppression& one : count.suppressed_by) {
        suppress(touched[id].suppressed_by, one.by, one.count);
      }
    }
  };
  for (const FleetMember& member : fleet_.members()) {
    for (unsigned life = 1; life <= member.lives; ++life) {
      add(fleet_.notes_of(member, life));
    }
    if (member.gateway) {
      add(fleet_.notes_of_gateway(member));
    }
  }
  std::vector<FaultTally> tallies;
  for (const Entry& entry : entries_) {
    tallies.push_back(entry.tally);
    const mock::FaultCount& count = touched[entry.spec.id];
    tallies.back().injected += count.injected;
    for (const Suppression& one : count.suppressed_by) {
      suppress(tallies.back().suppressed_by, one.by, one.count);
    }
  }
  return tallies;
}

}  // namespace firedrill::live
