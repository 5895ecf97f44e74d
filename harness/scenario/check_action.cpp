#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/core/overloaded.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

std::optional<Mention> text_at(const Json& step, std::string_view key) {
  const Json* value = step.find(key);
  return value != nullptr && value->is_string() && !value->as_string().empty()
             ? std::optional(mention_of(*value))
             : std::nullopt;
}

bool is_known_action(std::string_view kind) {
  const auto kinds = action_kinds();
  return std::any_of(
      kinds.begin(), kinds.end(), [kind](const ActionInfo& info) { return info.kind == kind; });
}

/// A number of replicas (or batches of them) that must not exceed those of the service.
void check_replicas(const Json& step,
                    std::string_view key,
                    std::size_t replicas,
                    Diagnostics& diagnostics) {
  const Json* value = step.find(key);
  if (value != nullptr && value->is_integer() &&
      value->as_integer() > static_cast<std::int64_t>(replicas)) {
    diagnostics.error(
        value->span(),
        fmt::format(
            "{} is {}, but the service has {} replicas", quote(key), value->as_integer(), replicas),
        fmt::format("expected at most {}", replicas));
  }
}

/// The service that the step names; null if it names none, or one that does not exist.
const ServiceNames* check_service(const Json& step, const Context& context) {
  const std::optional<Mention> service = text_at(step, "service");
  return service ? find_service(*service, context.names, context.diagnostics) : nullptr;
}

void check_deploy(const Json& step, const Context& context) {
  const ServiceNames* service = check_service(step, context);
  if (service == nullptr) {
    return;
  }
  if (const std::optional<Mention> version = text_at(step, "version")) {
    check_known(*version,
                {"version", text_at(step, "service")->name},
                service->versions,
                context.diagnostics);
  }
  check_replicas(step, "batches", service->replicas, context.diagnostics);
}

/// Whether what a step does is a mistake of that step, which is told there.
bool is_wrong_itself(const StepName& step) {
  const bool does = step.node->find("do") != nullptr;
  return does ? !is_known_action(step.action) : step.node->find("steps") == nullptr;
}

/// The step named by "of" or another key, which must do one of these actions.
const StepName* check_of(const Json& step,
                         std::initializer_list<std::string_view> actions,
                         const Context& context,
                         std::string_view key = "of") {
  const std::optional<Mention> of = text_at(step, key);
  if (!of) {
    return nullptr;
  }
  std::vector<std::string_view> known;
  for (const auto& [id, name] : context.names.steps) {
    if (std::find(actions.begin(), actions.end(), name.action) != actions.end()) {
      known.push_back(id);
    }
  }
  const auto found = context.names.steps.find(of->name);
  const bool right_action = std::find(known.begin(), known.end(), of->name) != known.end();
  if (found != context.names.steps.end() && !right_action) {
    if (is_wrong_itself(found->second)) {
      return nullptr;
    }
    context.diagnostics.error(
        of->span,
        fmt::format("the step {} is no {}", quote(of->name), fmt::join(actions, " or ")),
        known.empty() ? "" : fmt::format("expected one of: {}", fmt::join(known, ", ")));
    return nullptr;
  }
  const std::string noun = fmt::format("{} step", fmt::join(actions, " or "));
  const bool is_known = check_known(*of, {noun}, known, context.diagnostics);
  return is_known ? &found->second : nullptr;
}

/// What takes `first` back cannot come before it.
void check_not_before(const Json& json, const StepName& first, const Context& context) {
  if (const StepName* step = step_at(json, context.names)) {
    check_order(first, *step, context.diagnostics);
  }
}

/// Null: there is none, which is reported elsewhere.
const ServiceNames* service_called(std::string_view name, const Context& context) {
  const auto found = context.names.services.find(name);
  return found == context.names.services.end() ? nullptr : &found->second;
}

/// Of the service that a deploy, rollback or restart changes.
std::optional<Mention> service_changed_by(const StepName& step, const Context& context) {
  const Json* changed_by = step.node;
  if (step.action == actions::Rollback::kind) {
    const std::optional<Mention> of = text_at(*step.node, "of");
    const auto deploy = of ? context.names.steps.find(of->name) : context.names.steps.end();
    changed_by = deploy == context.names.steps.end() ? nullptr : deploy->second.node;
  }
  return changed_by == nullptr ? std::nullopt : text_at(*changed_by, "service");
}

void check_rollback(const Json& step, const Context& context) {
  const StepName* deploy = check_of(step, {"deploy"}, context);
  if (deploy == nullptr) {
    return;
  }
  check_not_before(step, *deploy, context);
  const std::optional<Mention> changed = text_at(*deploy->node, "service");
  if (const ServiceNames* service = changed ? service_called(changed->name, context) : nullptr) {
    check_replicas(step, "batches", service->replicas, context.diagnostics);
  }
}

void check_clear(const Json& step, const Context& context) {
  if (const StepName* begun = check_of(step, {"inject", "shed_load"}, context)) {
    check_not_before(step, *begun, context);
  }
}

void check_provider(const Json& step, const Context& context) {
  if (const std::optional<Mention> service = text_at(step, "service")) {
    find_provider(*service, context.names, context.diagnostics);
  }
}

/// "a->b" must be a call that a makes; gives b.
std::optional<Mention> check_edge(const Mention& edge, const Context& context) {
  const std::size_t arrow = edge.name.find("->");
  if (arrow == std::string_view::npos) {
    return std::nullopt;  // the action's own mistake
  }
  const Mention from{edge.span, edge.name.substr(0, arrow)};
  const Mention to{edge.span, edge.name.substr(arrow + 2)};
  const ServiceNames* caller = find_service(from, context.names, context.diagnostics);
  const ServiceNames* callee = find_service(to, context.names, context.diagnostics);
  if (caller == nullptr || callee == nullptr) {
    return std::nullopt;
  }
  std::vector<std::string_view> callees;
  for (const Mention& each : caller->callees) {
    if (std::find(callees.begin(), callees.end(), each.name) == callees.end()) {
      callees.push_back(each.name);
    }
  }
  if (std::find(callees.begin(), callees.end(), to.name) == callees.end()) {
    context.diagnostics.error(
        edge.span,
        fmt::format("{} does not call {}", quote(from.name), quote(to.name)),
        callees.empty() ? fmt::format("{} calls nobody", from.name)
                        : fmt::format("{} calls: {}", from.name, fmt::join(callees, ", ")));
    return std::nullopt;
  }
  return to;
}

/// A part of the replicas is changed, so there must be others.
void check_part(const Json& step, const StepName& forced, const Context& context) {
  const std::optional<Mention> changed = service_changed_by(forced, context);
  const ServiceNames* service = changed ? service_called(changed->name, context) : nullptr;
  const Json* changes = step.find("changes");
  if (service == nullptr || (changes != nullptr && !changes->is_integer())) {
    return;
  }
  const std::int64_t count = changes == nullptr ? 1 : changes->as_integer();
  if (count >= static_cast<std::int64_t>(service->replicas)) {
    context.diagnostics.error(
        (changes == nullptr ? step.find("outcome") : changes)->span(),
        fmt::format(
            R"("changes" is {}, but the service has {} replicas)", count, service->replicas),
        R"(expected fewer than all, or another outcome than "partial")");
  }
}

/// A step that goes to the wrong service must have a right one.
void check_astray(const Json& step, const StepName& forced, const Context& context) {
  const std::optional<Mention> instead = text_at(step, "instead");
  const std::optional<Mention> right = service_changed_by(forced, context);
  if (instead && right && right->name == instead->name) {
    context.diagnostics.error(
        instead->span,
        fmt::format("{} is the service that the step changes anyway", quote(instead->name)),
        "expected another service");
  }
}

void check_action_outcome(const Json& step, const Context& context) {
  const std::optional<Mention> outcome = text_at(step, "outcome");
  if (const std::optional<Mention> instead = text_at(step, "instead")) {
    find_service(*instead, context.names, context.diagnostics);
  }
  if (!outcome || (outcome->name != "partial" && outcome->name != "wrong_target")) {
    check_of(step,
             {"deploy", "rollback", "restart", "rotate_keys", "purge_cache", "shed_load"},
             context,
             "step");
  } else if (const StepName* forced =
                 check_of(step, {"deploy", "rollback", "restart"}, context, "step")) {
    if (outcome->name == "partial") {
      check_part(step, *forced, context);
    } else {
      check_astray(step, *forced, context);
    }
  }
}

void check_population(const Json& step, const Context& context) {
  if (const std::optional<Mention> population = text_at(step, "population")) {
    check_known(*population, {"population"}, context.names.populations, context.diagnostics);
  }
}

/// What services ask a provider for, several clients share.
void check_asked_by_clients(const Json& step, const Mention& hit, const Context& context) {
  const ServiceNames* service = service_called(hit.name, context);
  const Json* population = step.find("population");
  if (population != nullptr && service != nullptr && service->auth_provider) {
    context.diagnostics.error(
        population->span(),
        fmt::format("what {} is asked belongs to no population", quote(hit.name)),
        "tokens and keys are for all clients: leave it out");
  }
}

/// On an edge the version is the caller's.
void check_version_hit(const Json& step, const Mention& hit, const Context& context) {
  const std::optional<Mention> version = text_at(step, "version");
  const std::optional<Mention> edge = text_at(step, "edge");
  const std::string_view owner = edge ? edge->name.substr(0, edge->name.find("->")) : hit.name;
  const ServiceNames* service = service_called(owner, context);
  if (version && service != nullptr) {
    check_known(*version, {"version", owner}, service->versions, context.diagnostics);
  }
}

/// Clients of a provider read what it answers to the letter.
void check_noticed(const Json& step, const Mention& hit, const Context& context) {
  const ServiceNames* service = service_called(hit.name, context);
  const Json* noticed = step.find("noticed");
  const bool is_unnoticed = noticed != nullptr && noticed->is_boolean() && !noticed->as_boolean();
  if (is_unnoticed && service != nullptr && service->auth_provider) {
    context.diagnostics.error(
        noticed->span(),
        fmt::format("clients notice what {} answers: tokens and keys are checked", quote(hit.name)),
        R"(leave it out, or take the fault "auth_change")");
  }
}

/// A cache spares some requests the call.
void check_cached(const Mention& edge, const Mention& callee, const Context& context) {
  const std::string_view from = edge.name.substr(0, edge.name.find("->"));
  const std::vector<std::string_view>& cached = service_called(from, context)->callees_of_some;
  if (std::find(cached.begin(), cached.end(), callee.name) == cached.end()) {
    context.diagnostics.error(edge.span,
                              fmt::format("each request to {} calls {}: there is no cache to lose",
                                          quote(from),
                                          quote(callee.name)),
                              R"(expected an edge whose call has a "share" below 100%)");
  }
}

void check_clock(const Json& step,
                 const Mention& of,
                 const ServiceNames& service,
                 const Context& context) {
  for (const std::string_view key : {"replicas", "version"}) {
    if (service.auth_provider && step.find(key) != nullptr) {
      context.diagnostics.error(
          step.find(key)->span(),
          fmt::format("all of {} have one clock: leave {} out", quote(of.name), quote(key)),
          "tokens do not say which replica has issued them");
    }
  }
  const auto& services = context.names.services;
  const auto is_user = [&of](const auto& entry) {
    const std::vector<std::string_view>& providers = entry.second.uses_keys_of;
    return std::find(providers.begin(), providers.end(), of.name) != providers.end();
  };
  if (service.auth_provider && std::none_of(services.begin(), services.end(), is_user)) {
    context.diagnostics.error(
        of.span,
        fmt::format("nobody verifies tokens by the keys of {}, so nobody notices its clock",
                    quote(of.name)),
        R"(expected a provider that is used with "verifies": true)");
  } else if (!service.auth_provider && service.uses_keys_of.empty()) {
    context.diagnostics.error(
        of.span,
        fmt::format("{} verifies no tokens by itself, so nobody notices its clock", quote(of.name)),
        R"(expected a service with "verifies": true in its "auth")");
  }
}

void check_inject(const Json& step, const Context& context) {
  check_population(step, context);
  std::optional<Mention> hit = text_at(step, "service");
  const std::optional<Mention> edge = text_at(step, "edge");
  if (edge) {
    hit = check_edge(*edge, context);
  }
  if (hit) {
    check_asked_by_clients(step, *hit, context);
    check_noticed(step, *hit, context);
    check_version_hit(step, *hit, context);
  }
  const std::optional<Mention> fault = text_at(step, "fault");
  if (fault && fault->name == faults::ActionOutcome::kind) {
    check_action_outcome(step, context);
    return;
  }
  if (hit && edge && fault && fault->name == faults::CacheLoss::kind) {
    check_cached(*edge, *hit, context);
  } else if (hit && fault &&
             (fault->name == faults::AuthRateLimited::kind ||
              fault->name == faults::AuthChange::kind)) {
    find_provider(*hit, context.names, context.diagnostics);
  } else if (const ServiceNames* service = check_service(step, context)) {
    check_replicas(step, "replicas", service->replicas, context.diagnostics);
    if (fault && fault->name == faults::ClockSkew::kind) {
      check_clock(step, *hit, *service, context);
    }
  }
}

void check_restart(const Json& step, const Context& context) {
  if (const ServiceNames* service = check_service(step, context)) {
    check_replicas(step, "batches", service->replicas, context.diagnostics);
  }
}

void check_page(const Json& step, const Context& context) {
  const Names& names = context.names;
  if (!names.somebody_is_on_call) {
    context.diagnostics.error(step.find("do")->span(), "nobody can be paged: nobody is on call");
    return;
  }
  std::vector<std::string_view> known = names.policies;
  known.insert(known.end(), names.listed_people.begin(), names.listed_people.end());
  known.insert(known.end(), names.schedules.begin(), names.schedules.end());
  if (const std::optional<Mention> to = text_at(step, "to")) {
    check_known(*to, {"policy, person or schedule"}, known, context.diagnostics);
  }
}

}  // namespace

void check_action(const Json& step, const Action& action, const Context& context) {
  std::visit(Overloaded{[&](const actions::Deploy&) { check_deploy(step, context); },
                        [&](const actions::Rollback&) { check_rollback(step, context); },
                        [&](const actions::Restart&) { check_restart(step, context); },
                        [&](const actions::RotateKeys&) { check_provider(step, context); },
                        [&](const actions::PurgeCache&) { check_service(step, context); },
                        [&](const actions::ShedLoad&) { check_population(step, context); },
                        [&](const actions::Inject&) { check_inject(step, context); },
                        [&](const actions::Clear&) { check_clear(step, context); },
                        [](const actions::HandOff&) {},
                        [](const actions::Note&) {},
                        [&](const actions::PageByHand&) { check_page(step, context); },
                        [](const actions::PostStatus&) {}},
             action);
}

}  // namespace firedrill::loading
