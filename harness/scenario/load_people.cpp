#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/scenario/pagerduty.hpp"
#include "harness/scenario/paging.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

constexpr std::array<std::pair<std::string_view, Responder>, 2> responders = {
    {{"simulated", Responder::simulated}, {"human", Responder::human}}};

CustomerReport read_customer_report(const Json& json, const Context& context) {
  CustomerReport report;
  ObjectReader reader(json, "a customer report", context.diagnostics);
  report.population = reader.string("population").required();
  if (!report.population.empty()) {
    check_known({reader.span_of("population"), report.population},
                {"population"},
                context.names.populations,
                context.diagnostics);
  }
  replace(report.at_least_ratio, reader.ratio("at_least").optional());
  replace(report.after, distribution(reader, "after"));
  need(reader, "after");
  reader.finish();
  return report;
}

/// Which of the policies goes by default: the one in "escalation", or one of "policies" by name.
void read_default_policy(ObjectReader& reader, const Context& context, OnCall& on_call) {
  if (!reader.has("policy")) {
    on_call.default_policy = on_call.policies.size();
    on_call.policies.push_back(read_policy(reader, PolicyForm::with_people, context, on_call));
    return;
  }
  for (const std::string_view key : policy_keys) {
    if (reader.has(key)) {
      reader.ignore(key);
      reader.error(key,
                   fmt::format("{} contradicts \"policy\", which names all of it", quote(key)),
                   "expected in the policy");
    }
  }
  const std::string name = reader.string("policy").required();
  if (!name.empty() && check_known({reader.span_of("policy"), name},
                                   {"policy"},
                                   context.names.policies,
                                   context.diagnostics)) {
    on_call.default_policy = index_of(context.names.policies, name);
  }
}

void read_receivers(ObjectReader& reader, const Context& context, OnCall& on_call) {
  const Json* receivers = reader.object("receivers").value_or(nullptr);
  if (receivers == nullptr) {
    return;
  }
  for (const JsonMember& member : receivers->members()) {
    check_text_key(member, "receiver", context.diagnostics);
    on_call.receiver_sources.emplace(member.key, member.key_span);
    if (member.value.is_null()) {
      on_call.silent_receivers.insert(member.key);
      continue;
    }
    const auto policy = read_string(member.value, member.key, context.diagnostics);
    if (policy && check_known({member.value.span(), *policy},
                              {"policy"},
                              context.names.policies,
                              context.diagnostics)) {
      on_call.receivers.emplace(member.key, index_of(context.names.policies, *policy));
    }
  }
}

void read_pages_on(ObjectReader& reader, OnCall& on_call) {
  const Json* severities = reader.array("pages_on").value_or(nullptr);
  if (severities == nullptr) {
    return;
  }
  on_call.pages_on.clear();
  for (const Json& item : severities->items()) {
    if (auto severity = read_string(item, "pages_on", reader.diagnostics())) {
      on_call.pages_on.push_back(*std::move(severity));
    }
  }
}

/// The files themselves have been read for their names.
void check_pagerduty(ObjectReader& reader) {
  const Json* files = reader.array("pagerduty").value_or(nullptr);
  if (files == nullptr) {
    return;
  }
  for (const Json& item : files->items()) {
    (void)read_string(item, "pagerduty", reader.diagnostics());
  }
}

/// A policy may have the name of a person or schedule; it comes first.
void add_paging_by_hand(OnCall& on_call) {
  for (std::size_t index = 0; index < on_call.policies.size(); ++index) {
    if (!on_call.policies[index].name.empty()) {
      on_call.by_hand.emplace(on_call.policies[index].name, index);
    }
  }
  const auto add = [&on_call](const std::string& name, PageTarget target) {
    if (on_call.by_hand.emplace(name, on_call.policies.size()).second) {
      on_call.policies.push_back({.levels = {{.targets = {target}}}});
    }
  };
  for (std::size_t index = 0; index < on_call.people.size(); ++index) {
    if (!on_call.people[index].level) {
      add(on_call.people[index].name, {PageTarget::Kind::person, index});
    }
  }
  for (std::size_t index = 0; index < on_call.schedules.size(); ++index) {
    add(on_call.schedules[index].name, {PageTarget::Kind::schedule, index});
  }
}

}  // namespace

std::vector<CustomerReport> read_customer_reports(const Json& json, const Context& context) {
  std::vector<CustomerReport> reports;
  for (const Json& item : json.items()) {
    reports.push_back(read_customer_report(item, context));
  }
  return reports;
}

OnCall read_on_call(const Json& json, const TimeZone& zone, const Context& context) {
  OnCall on_call;
  ObjectReader reader(json, R"("on_call")", context.diagnostics);
  const TimeZone own_zone = read_time_zone(reader).value_or(zone);
  replace(on_call.delivery, distribution(reader, "delivery"));
  replace(on_call.loss, reader.ratio("loss").optional());
  check_pagerduty(reader);
  const PagerDuty pagerduty = context.pagerduty == nullptr ? PagerDuty{} : *context.pagerduty;
  on_call.people = read_listed_people(reader, own_zone, context);
  add_people(pagerduty, own_zone, on_call);
  on_call.schedules = read_schedules(reader, own_zone, context);
  add_schedules(pagerduty, context.names, on_call);
  read_policies(reader, context, on_call);
  add_policies(pagerduty, context.names, on_call);
  read_default_policy(reader, context, on_call);
  read_receivers(reader, context, on_call);
  read_pages_on(reader, on_call);
  replace(on_call.responder, reader.choice<Responder>("responder", responders).optional());
  replace(on_call.external_alerts, reader.boolean("external_alerts").optional());
  add_paging_by_hand(on_call);
  reader.finish();
  return on_call;
}

}  // namespace firedrill::loading
