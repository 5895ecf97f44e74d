#include "harness/live/unplayable.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "harness/live/gateways.hpp"
#include "harness/scenario/find.hpp"
#include "harness/scenario/own_parts.hpp"
#include "mock_services/gateway/fault_toxics.hpp"

namespace firedrill::live {
namespace {

const OwnProgram* program_of(const Scenario& scenario, std::string_view name) {
  const Service* service = find_service(scenario, name);
  return service == nullptr ? nullptr : own_program(*service, service->version);
}

/// "hang", or "hang (30% of the requests)".
std::string fault_name(const FaultSpec& fault) {
  const std::string kind = described(fault.fault);
  return fault.profile.takes_all() ? kind : fmt::format("{} ({})", kind, described(fault.profile));
}

/// Whether some program of the user's own calls the service.
bool is_called_by_own(const Scenario& scenario, std::string_view callee) {
  return std::any_of(
      scenario.services.begin(), scenario.services.end(), [&](const Service& service) {
        return own_program(service, service.version) != nullptr && calls(service, callee);
      });
}

/// Whether a program that the user's commands change, or that runs elsewhere: nobody is told when a
/// process of it begins.
bool is_changed_by_others(const Scenario& scenario, const Service& service) {
  const OwnProgram* program = own_program(service, service.version);
  const std::string& name = service.name;
  return program != nullptr &&
         (!program->command || command_for(scenario, name, CommandedAction::deploy) != nullptr ||
          command_for(scenario, name, CommandedAction::rollback) != nullptr ||
          command_for(scenario, name, CommandedAction::restart) != nullptr);
}

/// The program of the user's own that has to do with this provider's users' tokens; empty: none.
std::string own_verifier(const Scenario& scenario, std::string_view provider) {
  for (const Service& service : scenario.services) {
    for (const Version& version : service.versions) {
      for (const AuthUse& use : version.behaviour.auth) {
        if (use.call.service == provider && use.verifies &&
            own_program(service, version.name) != nullptr) {
          return service.name;
        }
      }
    }
  }
  return "";
}

/// What nobody knows, or could count, of the processes of a program of the user's own.
std::string unknown_of_own(const Scenario& scenario, const FaultSpec& fault) {
  const FaultTarget& target = fault.target;
  const std::string kind = fault_name(fault);
  const Service* callee = find_service(scenario, target.service);
  const bool is_of_version = !target.version.empty();
  const bool is_own_caller = program_of(scenario, target.from) != nullptr;
  if (is_own_caller && (is_of_version || looks_at_caller(fault.fault))) {
    return fmt::format(
        "the fault {} on the calls of {}, a program of your own: who is called knows "
        "neither its version nor when it was started",
        kind,
        target.from);
  }
  if (std::holds_alternative<faults::StaleDns>(fault.fault) &&
      is_called_by_own(scenario, target.service)) {
    return fmt::format(
        "the fault {} on {}, which a program of your own calls: who is called does "
        "not know when that was started",
        kind,
        target.service);
  }
  if (callee != nullptr && (is_of_version || looks_at_caller(fault.fault)) &&
      is_changed_by_others(scenario, *callee)) {
    return fmt::format(
        "the fault {} on {}, whose processes begin by commands of your own, or "
        "elsewhere",
        kind,
        target.service);
  }
  const std::string verifier = std::holds_alternative<faults::ClockSkew>(fault.fault)
                                   ? own_verifier(scenario, target.service)
                                   : "";
  return verifier.empty() ? ""
                          : fmt::format(
                                "the fault {} on {}, whose tokens {} verifies, a program of "
                                "your own: nobody could count what it refuses",
                                kind,
                                target.service,
                                verifier);
}

/// What the gateway before a program of the user's own cannot tell.
std::string beyond_gateway(const Scenario& scenario, const FaultSpec& fault) {
  const FaultTarget& target = fault.target;
  const OwnProgram* program = program_of(scenario, target.service);
  if (program == nullptr || !is_done_by_gateway(fault)) {
    return "";
  }
  if (!target.version.empty() && target.from.empty()) {
    return fmt::format("the fault {} of one version on {}, whose gateway knows of none",
                       fault_name(fault),
                       target.service);
  }
  return program->protocol == Protocol::tcp && !target.population.empty()
             ? fmt::format("the fault {} of one population on {}, which speaks no HTTP",
                           fault_name(fault),
                           target.service)
             : "";
}

std::string unplayable_fault(const Scenario& scenario, const FaultSpec& fault) {
  const FaultTarget& target = fault.target;
  const std::string kind = fault_name(fault);
  const OwnProgram* program = program_of(scenario, target.service);
  const Service* callee = find_service(scenario, target.service);
  if (acts_on_calls(fault.fault)) {  // the caller's own doing, whoever is called
    return program_of(scenario, target.from) == nullptr
               ? ""
               : fmt::format(
                     "the fault {} on the calls of {}, a program of your own: only that "
                     "knows which it leaves out",
                     kind,
                     target.from);
  }
  if (program_of(scenario, target.from) != nullptr && callee != nullptr &&
      callee->kind == ServiceKind::auth_provider) {  // its address is its name
    return fmt::format("the fault {} on the calls of {}, a program of your own, to {}",
                       kind,
                       target.from,
                       target.service);
  }
  for (const auto& why : {beyond_gateway(scenario, fault), unknown_of_own(scenario, fault)}) {
    if (!why.empty()) {
      return why;
    }
  }
  if (program == nullptr) {
    return "";
  }
  if (is_done_by_gateway(fault) && program->protocol == Protocol::tcp) {
    const Result<gateway::Hindrance> hindrance = gateway::hindrance_of(fault);
    return hindrance ? ""
                     : fmt::format("the fault {} on {}, which speaks no HTTP: {}",
                                   kind,
                                   target.service,
                                   hindrance.error().message);
  }
  if (is_done_by_gateway(fault) || (is_done_by_signals(fault) && program->command)) {
    return "";
  }
  return fmt::format("the fault {} on {}, {}",
                     kind,
                     target.service,
                     program->command ? "a program of your own" : "which runs elsewhere");
}

/// Only its owner can change what runs elsewhere.
std::string unplayable_change(const Scenario& scenario,
                              std::string_view service,
                              CommandedAction action) {
  const OwnProgram* program = program_of(scenario, service);
  if (program == nullptr || program->command || command_for(scenario, service, action) != nullptr) {
    return "";
  }
  return fmt::format(
      "{0} runs elsewhere, and \"commands\" has no {0}.{1} to {1} it", service, to_string(action));
}

/// What an action does that a command may do in its place.
struct Change {
  std::string service;
  CommandedAction action = CommandedAction::deploy;
};

std::optional<Change> change_by(const Scenario& scenario, const Action& action) {
  if (const auto* deploy = std::get_if<actions::Deploy>(&action)) {
    return Change{deploy->service, CommandedAction::deploy};
  }
  if (const auto* restart = std::get_if<actions::Restart>(&action)) {
    return Change{restart->service, CommandedAction::restart};
  }
  if (const auto* rollback = std::get_if<actions::Rollback>(&action)) {
    return Change{std::string(deployed_service(scenario, rollback->of)), CommandedAction::rollback};
  }
  return std::nullopt;
}

/// A command knows of no replicas, of which it could change a part; and who the program is that is
/// to be restarted nobody but its owner knows.
std::string unplayable_outcome(const Scenario& scenario, const faults::ActionOutcome& forced) {
  if (program_of(scenario, forced.instead) != nullptr) {
    return fmt::format(
        "the outcome wrong_target of {} at {}, a program of your own", forced.step, forced.instead);
  }
  const Step* step = find_step(scenario.script, forced.step);
  step = step == nullptr ? find_step(scenario.response, forced.step) : step;
  if (forced.outcome != faults::ActionOutcome::End::partial || step == nullptr || !step->action) {
    return "";
  }
  const std::optional<Change> change = change_by(scenario, *step->action);
  return change && command_for(scenario, change->service, change->action) != nullptr
             ? fmt::format("the outcome partial of {}, which a command does", forced.step)
             : "";
}

std::string unplayable_action(const Scenario& scenario, const Action& action) {
  if (const auto* inject = std::get_if<actions::Inject>(&action)) {
    const auto* forced = std::get_if<faults::ActionOutcome>(&inject->fault);
    return forced == nullptr ? unplayable_fault(scenario, inject->spec(""))
                             : unplayable_outcome(scenario, *forced);
  }
  if (const std::optional<Change> change = change_by(scenario, action)) {
    return unplayable_change(scenario, change->service, change->action);
  }
  const auto* purge = std::get_if<actions::PurgeCache>(&action);
  return purge != nullptr && program_of(scenario, purge->service) != nullptr
             ? fmt::format("the caches of {}, a program of your own", purge->service)
             : "";
}

/// Prometheus is a process of its own where it is the detector, which scrapes and evaluates.
bool disturbs_prometheus(const Scenario& scenario, const Action& action) {
  const auto* inject = std::get_if<actions::Inject>(&action);
  return scenario.live.detector == Detector::external && inject != nullptr &&
         part_of_response(inject->fault) == "prometheus";
}

/// What would be asked by HTTP and speaks none.
void find_misunderstood(const Scenario& scenario, std::vector<Unplayable>& found) {
  const auto add = [&](const std::string& service, std::string what, Span source) {
    const Service* asked = find_service(scenario, service);
    if (asked != nullptr && speaks_no_http(*asked)) {
      found.push_back(
          {.what = fmt::format("{} {}, which speaks no HTTP", what, service), .source = source});
    }
  };
  for (const Population& population : scenario.traffic) {
    add(population.to, fmt::format("the requests of {} to", population.name), population.source);
  }
  for (const HealthCheck& check : scenario.health_checks) {
    add(check.service, fmt::format("the health check {} of", check.name), check.source);
  }
  for (const Service& caller : scenario.services) {
    for (const Service& callee : scenario.services) {
      if (own_program(caller, caller.version) == nullptr && calls(caller, callee.name)) {
        add(callee.name, fmt::format("the calls of {}, a mock, to", caller.name), caller.source);
      }
    }
  }
}

void find_in(const Scenario& scenario,
             const std::vector<Step>& steps,
             std::vector<Unplayable>& found) {
  for (const Step& step : steps) {
    std::string what;
    if (step.action && disturbs_prometheus(scenario, *step.action)) {
      what = "a fault of Prometheus, where Prometheus itself is the detector";
    } else if (step.action) {
      what = unplayable_action(scenario, *step.action);
    }
    const Service* via = find_service(scenario, step.via);
    if (what.empty() && via != nullptr && speaks_no_http(*via)) {
      what = fmt::format("an action via {}, which speaks no HTTP", step.via);
    }
    if (!what.empty()) {
      found.push_back({.what = std::move(what), .source = step.source});
    }
    find_in(scenario, step.steps, found);
  }
}

}  // namespace

std::vector<Unplayable> unplayable(const Scenario& scenario) {
  std::vector<Unplayable> found;
  find_misunderstood(scenario, found);
  find_in(scenario, scenario.script, found);
  find_in(scenario, scenario.response, found);
  if (scenario.live.detector == Detector::external) {
    const AlertRouting& routing = scenario.alert_routing;
    for (const AlertRouting::Failure& failure : routing.failures) {
      found.push_back({.what = "a receiver that fails, where Alertmanager itself is the detector",
                       .source = failure.source});
    }
    if (routing.peer > 0) {
      found.push_back({.what = "a place in a cluster, where Alertmanager itself is the detector",
                       .source = routing.source});
    }
  }
  return found;
}

}  // namespace firedrill::live
