#include "harness/scenario/names.hpp"

#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/limits.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/quantity.hpp"

namespace firedrill::loading {
namespace {

const Json::Members& members_of(const Json* json) {
  static const Json::Members none;
  return json != nullptr && json->is_object() ? json->members() : none;
}

const Json::Items& items_of(const Json* json) {
  static const Json::Items none;
  return json != nullptr && json->is_array() ? json->items() : none;
}

std::string_view text_of(const Json* json) {
  return json != nullptr && json->is_string() ? std::string_view(json->as_string())
                                              : std::string_view();
}

void add_text(const Json* json, std::vector<std::string_view>& names) {
  if (const std::string_view text = text_of(json); !text.empty()) {
    names.push_back(text);
  }
}

/// Whether a call has a share that leaves some requests without it, or one that cannot be read,
/// which whoever reads the call reports.
bool is_of_some(const Json& call) {
  const Json* share = call.find("share");
  if (share == nullptr || share->is_number()) {
    return share != nullptr && share->as_number() < 1;
  }
  const Result<double> ratio = parse_ratio(text_of(share));
  return !ratio || *ratio < 1;
}

void add_callees(const Json* calls, ServiceNames& names) {
  for (const Json& call : items_of(calls)) {
    if (call.is_array()) {
      add_callees(&call, names);
    } else if (const Json* callee = call.find("service"); !text_of(callee).empty()) {
      names.callees.push_back(mention_of(*callee));
      if (is_of_some(call)) {
        names.callees_of_some.push_back(callee->as_string());
      }
    }
  }
}

/// The part of a service that a version may change.
void gather_behaviour(const Json& block, ServiceNames& names) {
  for (const JsonMember& contract : members_of(block.find("contracts"))) {
    names.contracts.push_back(contract.key);
  }
  for (const JsonMember& provider : members_of(block.find("auth"))) {
    names.callees.push_back({provider.key_span, provider.key});
    const Json* verifies = provider.value.find("verifies");
    const bool says_yes = verifies != nullptr && verifies->is_boolean() && verifies->as_boolean();
    if (says_yes || text_of(verifies) == "keys") {
      names.uses_keys_of.push_back(provider.key);
    }
  }
  add_callees(block.find("calls"), names);
  if (const Json* live = block.find("live"); live != nullptr && live->is_object()) {
    names.speaks_http = names.speaks_http && text_of(live->find("protocol")) != "tcp";
  }
}

ServiceNames gather_service(const Json& service) {
  ServiceNames names;
  names.auth_provider = text_of(service.find("kind")) == "auth_provider";
  const Json* replicas = service.find("replicas");
  if (replicas != nullptr && replicas->is_integer() && replicas->as_integer() > 0) {
    names.replicas = static_cast<std::size_t>(replicas->as_integer());
  }
  gather_behaviour(service, names);
  for (const JsonMember& version : members_of(service.find("versions"))) {
    names.versions.push_back(version.key);
    gather_behaviour(version.value, names);
  }
  if (names.versions.empty()) {
    add_text(service.find("version"), names.versions);
  }
  return names;
}

/// What can be read; whoever reads the step itself reports the rest.
std::optional<Duration> since_start(const Json* at, const std::optional<Timestamp>& starts_at) {
  const std::string_view text = text_of(at);
  if (is_date(text)) {
    const Result<Timestamp> moment = parse_timestamp(text);
    return moment && starts_at ? std::optional(*moment - *starts_at) : std::nullopt;
  }
  const Result<Duration> time = parse_duration(text);
  return time ? std::optional(*time) : std::nullopt;
}

/// Walks all steps, nested ones too.
class StepGatherer {
 public:
  StepGatherer(Names& names, Diagnostics& diagnostics) : names_(names), diagnostics_(diagnostics) {}

  void gather(const Json* steps, std::string_view list, const StepName* parent = nullptr) {
    std::size_t place = 0;
    for (const Json& step : items_of(steps)) {
      ++place;
      gather_one({.node = &step,
                  .parent = parent,
                  .place = place,
                  .action = text_of(step.find("do")),
                  .begins_with_run = list == "script" && !has_trigger(step),
                  .at = since_start(step.find("at"), names_.starts_at)},
                 made_up_id(list, place));
    }
  }

 private:
  void gather_one(const StepName& name, const std::string& made_up) {
    const Json& step = *name.node;
    const Json* given = step.find("id");
    const std::string id = given == nullptr || !given->is_string() ? made_up : given->as_string();
    const auto [entry, is_new] = names_.steps.emplace(id, name);
    if (!is_new && given != nullptr) {
      const Json* first = entry->second.node->find("id");
      diagnostics_.add(
          {.message = fmt::format("two steps have the id {}", quote(id)),
           .span = given->span(),
           .label = "ids are unique over script and response",
           .second = SecondPlace{first == nullptr ? Span{} : first->span(), "first given here"}});
    }
    remember_first(entry->second.action, id);
    if (name.action == "page") {
      add_text(step.find("who"), names_.people);
    }
    if (name.action == "hand_off") {
      add_text(step.find("to"), names_.people);
    }
    if (names_.steps.size() == most_steps + 1 && is_new) {
      diagnostics_.error(step.span(), fmt::format("more than {} steps", most_steps));
    }
    gather(step.find("steps"), made_up, &entry->second);
  }

  void remember_first(std::string_view action, const std::string& id) {
    if (action == "restart" && names_.first_restart.empty()) {
      names_.first_restart = id;
    }
    if (action == "rollback" && names_.first_rollback.empty()) {
      names_.first_rollback = id;
    }
  }

  Names& names_;
  Diagnostics& diagnostics_;
};

void add_keys(const Json* object, std::vector<std::string_view>& names) {
  for (const JsonMember& member : members_of(object)) {
    names.push_back(member.key);
  }
}

void gather_on_call(const Json& on_call, Names& names) {
  add_keys(on_call.find("people"), names.listed_people);
  add_keys(on_call.find("schedules"), names.schedules);
  add_keys(on_call.find("policies"), names.policies);
  names.people = names.listed_people;
  for (const Json& level : items_of(on_call.find("escalation"))) {
    if (names.listed_people.empty() || level.find("acknowledges") != nullptr) {
      add_text(level.find("notify"), names.people);
    }
  }
}

}  // namespace

bool has_trigger(const Json& step) {
  return step.find("at") != nullptr || step.find("when") != nullptr || step.find("on") != nullptr;
}

Names gather_names(const Json& document, Diagnostics& diagnostics) {
  Names names;
  const Json* start = document.find("starts_at");
  names.has_start = start != nullptr;
  if (const Result<Timestamp> moment = parse_timestamp(text_of(start))) {
    names.starts_at = *moment;
  }
  for (const JsonMember& service : members_of(document.find("services"))) {
    names.services.emplace(service.key, gather_service(service.value));
  }
  for (const Json& population : items_of(document.find("traffic"))) {
    add_text(population.find("name"), names.populations);
  }
  for (const Json& alert : items_of(document.find("alerts"))) {
    add_text(alert.find("alert"), names.alerts);
  }
  for (const std::string_view list : {"health_checks", "heartbeats"}) {
    for (const Json& watcher : items_of(document.find(list))) {
      add_text(watcher.find("name"), names.watchers);
    }
  }
  if (const Json* on_call = document.find("on_call")) {
    gather_on_call(*on_call, names);
  }
  StepGatherer steps(names, diagnostics);
  names.somebody_is_on_call = document.find("on_call") != nullptr;
  steps.gather(document.find("script"), "script");
  steps.gather(document.find("response"), "response");
  return names;
}

std::string made_up_id(std::string_view parent, std::size_t index) {
  return fmt::format("{}-{}", parent, index);
}

}  // namespace firedrill::loading
