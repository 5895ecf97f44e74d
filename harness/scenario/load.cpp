#include "harness/scenario/load.hpp"

#include <utility>

#include <fmt/format.h>

#include "harness/scenario/own_parts.hpp"
#include "harness/scenario/pagerduty.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/source_file.hpp"

namespace firedrill {
namespace {

using loading::Context;

/// What the user's own programs do takes as long as it takes.
void check_speed(const Scenario& scenario, ObjectReader& reader) {
  const std::string own = own_part_of(scenario);
  if (!own.empty() && scenario.live.speed && *scenario.live.speed > 1) {
    reader.error(
        "live", fmt::format("\"speed\" contradicts the rest: {}", own), "expected speed 1");
  }
}

/// "lasts" bounds the times of all other parts, so it is read before them.
Duration read_lasts(ObjectReader& reader) {
  return duration_in(reader, "lasts", {.least = std::chrono::seconds{1}, .most = longest_run})
      .value_or(std::chrono::minutes{30});
}

void read_version(ObjectReader& reader) {
  constexpr std::int64_t version = 1;
  const auto given = reader.integer("firedrill").optional();
  loading::need(reader, "firedrill");
  if (given && *given != version) {
    reader.error("firedrill", "this firedrill reads version 1 of the format", "expected 1");
  }
}

void read_name(ObjectReader& reader, Scenario& scenario) {
  scenario.name = reader.identifier("name").required();
  if (scenario.name.starts_with('.')) {
    reader.error("name",
                 "the name begins with a dot, and it names the folder of the reports",
                 "expected a letter, a digit, \"_\" or \"-\" first");
  }
}

void read_head(ObjectReader& reader, Scenario& scenario) {
  (void)reader.string("$schema").optional();  // for editors
  read_version(reader);
  read_name(reader, scenario);
  scenario.title = reader.string("title").value_or("");
  scenario.description = reader.string("description").value_or("");
  const Timestamp starts_at =
      reader.timestamp("starts_at").value_or(*parse_timestamp("2000-01-01T00:00:00Z"));
  scenario.starts_at_unix_ns = starts_at.unix_ns;
  scenario.utc_offset_minutes = starts_at.offset_minutes;
}

void read_settings(ObjectReader& reader, const Context& context, Scenario& scenario) {
  if (const Json* before = reader.object("before").value_or(nullptr)) {
    scenario.before = loading::read_before(*before, context);
  }
  if (const Json* impact = reader.object("impact").value_or(nullptr)) {
    scenario.impact = loading::read_impact(*impact, context);
  }
  if (const Json* monitoring = reader.object("monitoring").value_or(nullptr)) {
    scenario.monitoring = loading::read_monitoring(*monitoring, context);
  }
  if (const Json* live = reader.object("live").value_or(nullptr)) {
    scenario.live = loading::read_live(*live, context);
  }
}

void read_world(ObjectReader& reader, const Context& context, Scenario& scenario) {
  if (const Json* services = reader.object("services").required()) {
    scenario.services = loading::in_call_order(loading::read_services(*services, context), context);
  }
  if (const Json* commands = reader.object("commands").value_or(nullptr)) {
    scenario.commands = loading::read_commands(*commands, scenario.services, context);
  }
  if (const Json* traffic = reader.array("traffic").required()) {
    scenario.traffic = loading::read_traffic(*traffic, context);
  }
}

void read_rules(ObjectReader& reader, Scenario& scenario) {
  if (const Json* files = reader.array("rule_files").value_or(nullptr)) {
    loading::RuleFiles read = loading::read_rule_files(*files, reader.diagnostics());
    scenario.rule_groups = std::move(read.groups);
    scenario.other_inputs = std::move(read.inputs);
  }
  if (const Json* names = reader.array("ignore_rules").value_or(nullptr)) {
    scenario.ignored_rules =
        loading::ignore_rules(*names, scenario.rule_groups, reader.diagnostics());
  }
}

/// Others may name what the rules of files are called as they name inline alerts.
void add_rule_names(const Scenario& scenario, loading::Names& names) {
  for (const rules::RuleGroup& group : scenario.rule_groups) {
    for (const rules::Rule& rule : group.rules) {
      const bool alerts = rule.kind == rules::Rule::Kind::alerting;
      (alerts ? names.alerts : names.recorded).push_back(rule.name);
    }
  }
}

void hand_over_metrics(loading::AllShown all, Scenario& scenario) {
  for (Service& service : scenario.services) {
    service.shown = std::move(all.services[service.name]);
  }
  for (Population& population : scenario.traffic) {
    population.shown = all.clients;
  }
}

/// Every metric that somebody shows, for whoever checks queries.
void add_shown_metrics(const loading::AllShown& all, loading::Names& names) {
  names.shown = all.clients.metrics;
  for (const auto& [service, shown] : all.services) {
    names.shown.insert(names.shown.end(), shown.metrics.begin(), shown.metrics.end());
  }
}

/// What people and schedules do by the clock needs to know what time it is.
void check_moment(ObjectReader& reader, const Json& on_call) {
  if (reader.has("starts_at")) {
    return;
  }
  const auto report = [&reader](const Json& json, std::string_view key) {
    reader.diagnostics().error(json.span(),
                               fmt::format("\"{}\" needs the key \"starts_at\"", key),
                               "expected the moment of t = 0 in the scenario");
  };
  if (const Json* files = on_call.find("pagerduty")) {
    report(*files, "pagerduty");
  }
  const Json* schedules = on_call.find("schedules");
  if (schedules != nullptr && schedules->is_object() && !schedules->members().empty()) {
    report(*schedules, "schedules");
  }
  const Json* people = on_call.find("people");
  if (people == nullptr || !people->is_object()) {
    return;
  }
  for (const JsonMember& person : people->members()) {
    if (const Json* night = person.value.find("at_night")) {
      report(*night, "at_night");
    }
  }
}

void read_people_and_steps(ObjectReader& reader, const Context& context, Scenario& scenario) {
  if (const Json* script = reader.array("script").required()) {
    scenario.script = loading::read_script(*script, context);
  }
  if (const Json* alerts = reader.array("alerts").value_or(nullptr)) {
    scenario.alerts = loading::read_alerts(*alerts, context);
  }
  scenario.alert_routing = loading::read_alert_routing(reader, context);
  if (const Json* reports = reader.array("customer_reports").value_or(nullptr)) {
    scenario.customer_reports = loading::read_customer_reports(*reports, context);
  }
  if (const Json* checks = reader.array("health_checks").value_or(nullptr)) {
    scenario.health_checks = loading::read_health_checks(*checks, context);
  }
  if (const Json* heartbeats = reader.array("heartbeats").value_or(nullptr)) {
    scenario.heartbeats =
        loading::read_heartbeats(*heartbeats, scenario.monitoring.evaluation_interval, context);
  }
  if (const Json* on_call = reader.object("on_call").value_or(nullptr)) {
    scenario.on_call =
        loading::read_on_call(*on_call, TimeZone(scenario.utc_offset_minutes * 60), context);
    check_moment(reader, *on_call);
  }
  if (const Json* response = reader.array("response").value_or(nullptr)) {
    scenario.response = loading::read_response(*response, context);
  }
}

void read_all_targets(ObjectReader& reader, const Context& context, Scenario& scenario) {
  const Json* targets = reader.object("targets").required();
  const Json* expected = reader.object("expected").value_or(nullptr);
  if (targets != nullptr) {
    scenario.targets = loading::read_targets(*targets, context);
    if (targets->members().empty() && !reader.has("expected")) {
      reader.error("targets",
                   "\"targets\" is empty: the run could prove nothing",
                   R"(expected at least one, such as "recover": "15m")");
    }
  }
  if (expected != nullptr) {
    for (TargetDefinition& target : loading::read_expected(*expected, context)) {
      scenario.targets.push_back(std::move(target));
    }
  }
}

Scenario read_document(const Json& document, Diagnostics& diagnostics) {
  Scenario scenario;
  ObjectReader reader(document, "a scenario", diagnostics);
  read_head(reader, scenario);
  scenario.lasts = read_lasts(reader);
  read_rules(reader, scenario);
  loading::Names names = loading::gather_names(document, diagnostics);
  add_rule_names(scenario, names);
  loading::AllShown shown = loading::read_metrics(reader, names);
  add_shown_metrics(shown, names);
  const loading::PagerDuty pagerduty = loading::read_pagerduty_files(document, diagnostics);
  loading::add_names(pagerduty, names);
  scenario.other_inputs.insert(
      scenario.other_inputs.end(), pagerduty.inputs.begin(), pagerduty.inputs.end());
  Context context{names, diagnostics, scenario.lasts, &pagerduty};
  read_settings(reader, context, scenario);
  context.scrape_interval = scenario.monitoring.scrape_interval;
  read_world(reader, context, scenario);
  hand_over_metrics(std::move(shown), scenario);
  check_speed(scenario, reader);
  read_people_and_steps(reader, context, scenario);
  read_all_targets(reader, context, scenario);
  reader.finish();
  return scenario;
}

}  // namespace

LoadResult::LoadResult(SourceText text)
    : source(std::make_unique<const SourceText>(std::move(text))),
      diagnostics(*source) {}

LoadResult load_scenario(SourceText text) {
  LoadResult result(std::move(text));
  const std::optional<Json> document = parse_json(*result.source, result.diagnostics);
  if (!document || !loading::check_sizes(*document, result.diagnostics)) {
    return result;
  }
  Scenario scenario = read_document(*document, result.diagnostics);
  if (!result.diagnostics.has_errors()) {
    scenario.file = result.source->file();
    scenario.text = std::string(result.source->bytes());
    result.scenario = std::move(scenario);
  }
  return result;
}

Result<SourceText> read_scenario_file(const std::string& path) {
  return read_source_file(path);
}

}  // namespace firedrill
