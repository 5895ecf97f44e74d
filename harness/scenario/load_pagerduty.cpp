#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/core/sha256.hpp"
#include "harness/scenario/limits.hpp"
#include "harness/scenario/pagerduty.hpp"
#include "harness/scenario/paging.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/file_pattern.hpp"
#include "harness/text/source_file.hpp"

namespace firedrill::loading {
namespace {

/// What a file of PagerDuty's says wrong, at the place that names it: a line for each.
void report_file(const Json& json,
                 const std::string& path,
                 const Diagnostics& mistakes,
                 Severity severity,
                 Diagnostics& diagnostics) {
  const bool wrong = severity == Severity::error;
  Diagnostic diagnostic{
      .severity = severity,
      .message = fmt::format(
          "the file {} of PagerDuty's {}", quote(path), wrong ? "is not valid" : "says more"),
      .span = json.span()};
  for (const Diagnostic& mistake : mistakes.all()) {
    if (mistake.severity == severity) {
      diagnostic.notes.push_back(
          fmt::format("{}: {}", mistakes.source().where(mistake.span.begin), mistake.message));
    }
  }
  if (!diagnostic.notes.empty()) {
    diagnostics.add(std::move(diagnostic));
  }
}

void add_file(const Json& json,
              const std::string& name,
              Diagnostics& diagnostics,
              PagerDuty& pagerduty) {
  const std::string path = beside(diagnostics.source().file(), name);
  const Result<SourceText> source = read_source_file(path);
  if (!source) {
    diagnostics.error(json.span(), source.error().message);
    return;
  }
  pagerduty.inputs.emplace_back(name, sha256_hex(source->bytes()));
  Diagnostics mistakes(*source);
  read_pagerduty(mistakes, pagerduty);
  report_file(json, path, mistakes, Severity::error, diagnostics);
  report_file(json, path, mistakes, Severity::warning, diagnostics);
}

template <class Parts>
std::vector<std::string_view> ids_of(const Parts& parts) {
  std::vector<std::string_view> ids;
  for (const auto& part : parts) {
    ids.push_back(part.id);
  }
  return ids;
}

/// Policies may page schedules that other files say.
void check_targets(const Json& json, const PagerDuty& pagerduty, Diagnostics& diagnostics) {
  const std::vector<std::string_view> known = ids_of(pagerduty.schedules);
  for (const PagerDutyPolicy& policy : pagerduty.policies) {
    for (const PagerDutyLevel& level : policy.levels) {
      for (const auto& [kind, id] : level.targets) {
        if (kind == PageTarget::Kind::schedule &&
            std::find(known.begin(), known.end(), id) == known.end()) {
          diagnostics.error(json.span(),
                            fmt::format("the policy {} pages the schedule {}, which no file says",
                                        quote(policy.name),
                                        quote(id)),
                            "expected its file too");
        }
      }
    }
  }
}

/// A service goes by a policy, which another file may say.
void check_services(const Json& json, const PagerDuty& pagerduty, Diagnostics& diagnostics) {
  const std::vector<std::string_view> known = ids_of(pagerduty.policies);
  if (pagerduty.services.size() > most_entries) {
    diagnostics.error(json.span(),
                      fmt::format("the files say more than {} services", most_entries));
  }
  for (const PagerDutyService& service : pagerduty.services) {
    if (std::find(known.begin(), known.end(), service.policy) == known.end()) {
      diagnostics.error(json.span(),
                        fmt::format("the service {} goes by the policy {}, which no file says",
                                    quote(service.name),
                                    quote(service.policy)),
                        "expected its file too");
    }
  }
}

/// A policy keeps its name, a service of the same name gets another.
void tell_apart(PagerDuty& pagerduty) {
  for (PagerDutyService& service : pagerduty.services) {
    const bool taken = std::any_of(
        pagerduty.policies.begin(), pagerduty.policies.end(), [&](const PagerDutyPolicy& policy) {
          return policy.name == service.name;
        });
    service.name += taken ? " (service)" : "";
  }
}

void add_missing(std::vector<std::string_view>& names, std::string_view name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    names.push_back(name);
  }
}

/// The index of a user among those whom the scenario lists.
std::size_t person_of(const PagerDuty& pagerduty, const Names& names, std::string_view id) {
  const auto user = std::find_if(pagerduty.users.begin(),
                                 pagerduty.users.end(),
                                 [id](const auto& one) { return one.first == id; });
  return index_of(names.listed_people, user->second);
}

/// Its rules, as a service may have them under another name.
PagingPolicy paging_policy(const PagerDutyPolicy& given,
                           const PagerDuty& pagerduty,
                           const Names& names) {
  const std::vector<std::string_view> ids = ids_of(pagerduty.schedules);
  PagingPolicy policy{.name = given.name, .loops = given.loops};
  for (const PagerDutyLevel& level : given.levels) {
    policy.levels.push_back(
        {.assignment = level.assignment, .escalates_after = level.escalates_after});
    for (const auto& [kind, id] : level.targets) {
      if (kind == PageTarget::Kind::schedule && index_of(ids, id) == ids.size()) {
        continue;  // a mistake that is reported
      }
      const bool is_person = kind == PageTarget::Kind::person;
      const std::size_t index =
          is_person ? person_of(pagerduty, names, id)
                    : index_of(names.schedules, pagerduty.schedules[index_of(ids, id)].name);
      policy.levels.back().targets.push_back({kind, index});
    }
  }
  return policy;
}

}  // namespace

PagerDuty read_pagerduty_files(const Json& document, Diagnostics& diagnostics) {
  PagerDuty pagerduty;
  const Json* on_call = document.find("on_call");
  const Json* files = on_call == nullptr ? nullptr : on_call->find("pagerduty");
  pagerduty.is_given = files != nullptr;
  if (files == nullptr || !files->is_array()) {
    return pagerduty;  // reported by whoever reads the rest
  }
  for (const Json& item : files->items()) {
    if (!item.is_string()) {
      continue;
    }
    const std::vector<std::string> names =
        files_matching(folder_of(diagnostics.source().file()), item.as_string());
    if (names.size() > most_matching_files) {
      diagnostics.error(item.span(), too_many_match(item.as_string()));
      continue;
    }
    if (names.empty()) {
      diagnostics.error(item.span(),
                        "no file matches " + quote(item.as_string()),
                        "expected a path from the scenario's folder; * and ? are patterns");
    }
    for (const std::string& name : names) {
      add_file(item, name, diagnostics, pagerduty);
    }
  }
  check_targets(*files, pagerduty, diagnostics);
  check_services(*files, pagerduty, diagnostics);
  tell_apart(pagerduty);
  return pagerduty;
}

void add_names(const PagerDuty& pagerduty, Names& names) {
  for (const auto& [id, name] : pagerduty.users) {
    add_missing(names.listed_people, name);
    add_missing(names.people, name);
  }
  for (const PagerDutySchedule& schedule : pagerduty.schedules) {
    add_missing(names.schedules, schedule.name);
  }
  for (const PagerDutyPolicy& policy : pagerduty.policies) {
    add_missing(names.policies, policy.name);
  }
  for (const PagerDutyService& service : pagerduty.services) {
    add_missing(names.policies, service.name);
  }
}

void add_people(const PagerDuty& pagerduty, const TimeZone& zone, OnCall& on_call) {
  for (const auto& [id, name] : pagerduty.users) {
    const auto& people = on_call.people;
    if (std::none_of(people.begin(), people.end(), [&name = name](const Person& person) {
          return person.name == name;
        })) {
      on_call.people.push_back(
          {.name = name, .acknowledges = usual_acknowledgement(), .zone = zone});
    }
  }
}

void add_schedules(const PagerDuty& pagerduty, const Names& names, OnCall& on_call) {
  for (const PagerDutySchedule& schedule : pagerduty.schedules) {
    std::vector<RotationLayer> layers;
    for (const PagerDutyLayer& given : schedule.layers) {
      RotationLayer layer = given.times;
      for (const std::string& user : given.users) {
        layer.people.push_back(person_of(pagerduty, names, user));
      }
      layers.push_back(std::move(layer));
    }
    std::vector<ScheduleOverride> overrides;
    for (const PagerDutyOverride& given : schedule.overrides) {
      overrides.push_back(given.times);
      overrides.back().person = person_of(pagerduty, names, given.user);
    }
    if (index_of(names.schedules, schedule.name) == on_call.schedules.size()) {
      on_call.schedules.push_back(
          {schedule.name, Schedule(schedule.zone, std::move(layers), std::move(overrides))});
    }
  }
}

void add_policies(const PagerDuty& pagerduty, const Names& names, OnCall& on_call) {
  const auto add = [&](PagingPolicy policy) {
    if (index_of(names.policies, policy.name) == on_call.policies.size()) {
      on_call.policies.push_back(std::move(policy));
    }
  };
  for (const PagerDutyPolicy& given : pagerduty.policies) {
    add(paging_policy(given, pagerduty, names));
  }
  for (const PagerDutyService& service : pagerduty.services) {
    const std::size_t of = index_of(ids_of(pagerduty.policies), service.policy);
    if (of == pagerduty.policies.size()) {
      continue;  // a mistake that is reported
    }
    PagingPolicy policy = paging_policy(pagerduty.policies[of], pagerduty, names);
    policy.name = service.name;
    policy.acknowledgement_timeout = service.acknowledgement_timeout;
    policy.auto_resolve_timeout = service.auto_resolve_timeout;
    policy.urgency = service.urgency;
    for (const std::string& key : service.keys) {
      on_call.routing_keys.emplace(key, index_of(names.policies, service.name));
    }
    add(std::move(policy));
  }
}

}  // namespace firedrill::loading
