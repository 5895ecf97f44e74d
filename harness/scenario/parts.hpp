#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/fields.hpp"
#include "harness/scenario/scenario.hpp"
#include "harness/text/time_zone.hpp"

/// The parts of a scenario file, each read by a source file of its own. Every function reports all
/// mistakes it finds and gives the best value it can, so that the others go on.
namespace firedrill::loading {

Before read_before(const Json& json, const Context& context);
ImpactRule read_impact(const Json& json, const Context& context);
Monitoring read_monitoring(const Json& json, const Context& context);
LiveSettings read_live(const Json& json, const Context& context);

/// What a program of the user's own stands for.
struct OwnRole {
  std::size_t replicas = 1;
  const std::vector<AuthUse>& auth;  ///< the providers at which it can log in
};

/// Key "live" of a service, or of a version of it; nullopt: it has none.
std::optional<OwnProgram> read_own_program(ObjectReader& reader,
                                           const OwnRole& role,
                                           const Context& context);
OwnCommands read_commands(const Json& json,
                          const std::vector<Service>& services,
                          const Context& context);

/// In the order of the file.
std::vector<Service> read_services(const Json& json, const Context& context);
/// Callees before their callers, else as in the file; reports calls that go round in a circle.
std::vector<Service> in_call_order(std::vector<Service> services, const Context& context);

/// What a version may change: overwrites only what the block says.
void read_behaviour(ObjectReader& reader,
                    bool auth_provider,
                    const Context& context,
                    Behaviour& behaviour);
std::vector<std::vector<Call>> read_calls(const Json& json, const Context& context);
void read_auth(const Json& json, const Context& context, std::vector<AuthUse>& auth);
/// Keys "contracts" and "accepts".
void read_contracts(ObjectReader& reader, const Context& context, Behaviour& behaviour);
/// What a call and the use of an auth provider have in common.
void read_call_policy(ObjectReader& reader, const Context& context, Call& call);
FailsWith read_fails(const Json& json, const Context& context);
RetryPolicy read_retry(const Json& json, const Context& context);
BreakerPolicy read_breaker(const Json& json, const Context& context);

/// The keys "method", "path", "headers" and "body" of a population.
RequestText read_request_text(ObjectReader& reader);
/// Key "answers" of a service that is a mock.
std::vector<CannedAnswer> read_answers(const Json& json, Diagnostics& diagnostics);

std::vector<Population> read_traffic(const Json& json, const Context& context);

std::vector<Step> read_script(const Json& json, const Context& context);
std::vector<Step> read_response(const Json& json, const Context& context);
/// Names in the keys that belong to an action, and what only the whole file can tell about them.
void check_action(const Json& step, const Action& action, const Context& context);

/// Whether `step` begins before `first` whatever the run brings, as far as the file alone tells.
bool begins_before(const StepName& step, const StepName& first);

/// Reports a step that takes back what `first` does and certainly begins before it.
void check_order(const StepName& first, const StepName& step, Diagnostics& diagnostics);

/// Reports selectors of firedrill's own metrics that can match no series of this scenario, such as
/// {service="egde"}. `json` is the text of the query.
void check_selectors(const Json& json, const promql::Expression& query, const Context& context);

/// Warns of what leaves a query without data: names that are nearly those of metrics, and ranges
/// too short for the function around them. `json` is the text of the query.
void warn_of_no_data(const Json& json, const promql::Expression& query, const Context& context);

std::vector<AlertRule> read_alerts(const Json& json, const Context& context);

struct RuleFiles {
  std::vector<rules::RuleGroup> groups;
  JournalInputs inputs;  ///< the files that could be read
};

/// Key "rule_files": paths from the scenario's folder, or patterns of them.
RuleFiles read_rule_files(const Json& json, Diagnostics& diagnostics);
/// Key "ignore_rules": removes the rules of these names, and gives them back.
std::vector<rules::RuleGroup> ignore_rules(const Json& json,
                                           std::vector<rules::RuleGroup>& groups,
                                           Diagnostics& diagnostics);

/// Keys "metrics" of the scenario and of its services.
struct AllShown {
  ShownMetrics clients;                               ///< of the load generator
  std::map<std::string_view, ShownMetrics> services;  ///< of all, by name
};

AllShown read_metrics(ObjectReader& scenario, const Names& names);
AlertRouting read_alert_routing(ObjectReader& scenario, const Context& context);
std::vector<CustomerReport> read_customer_reports(const Json& json, const Context& context);
std::vector<HealthCheck> read_health_checks(const Json& json, const Context& context);
/// Of rules that are evaluated so often.
std::vector<Heartbeat> read_heartbeats(const Json& json,
                                       Duration evaluation_interval,
                                       const Context& context);
/// In the zone where it does not say another.
OnCall read_on_call(const Json& json, const TimeZone& zone, const Context& context);

std::vector<TargetDefinition> read_targets(const Json& json, const Context& context);
std::vector<TargetDefinition> read_expected(const Json& json, const Context& context);

}  // namespace firedrill::loading
