#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "harness/scenario/parts.hpp"

namespace firedrill::loading {
namespace {

AlertRouting::Silence read_silence(const Json& json, const Context& context) {
  ObjectReader reader(json, "a silence", context.diagnostics);
  AlertRouting::Silence silence{.matchers = reader.string("matchers").required(),
                                .from = duration_in(reader, "from", {}).value_or(Duration{}),
                                .until = duration_in(reader, "until", {}).value_or(Duration{}),
                                .source = reader.span_of("matchers")};
  need(reader, "until");
  if (reader.has("until") && silence.until <= silence.from) {
    reader.error("until", "the silence ends before it begins", "expected a time after \"from\"");
  }
  reader.finish();
  return silence;
}

/// Key "status": one of HTTP, or "never".
int read_failing_status(ObjectReader& reader, Diagnostics& diagnostics) {
  constexpr IntegerRange refusals{.least = 400, .most = 599};
  const Json* json = reader.raw("status").required();
  if (json == nullptr || (json->is_string() && json->as_string() == "never")) {
    return AlertRouting::Failure::no_answer;
  }
  if (json->is_string()) {
    report_wrong_kind(*json, "status", "a status of HTTP or \"never\"", diagnostics);
    return AlertRouting::Failure::no_answer;
  }
  return static_cast<int>(read_integer(*json, "status", diagnostics, refusals).value_or(0));
}

AlertRouting::Failure read_failure(const Json& json, const Context& context) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> integrations{
      {{"webhook", "webhook"},
       {"pagerduty", "pagerduty"},
       {"opsgenie", "opsgenie"},
       {"slack", "slack"}}};
  ObjectReader reader(json, "a delivery failure", context.diagnostics);
  AlertRouting::Failure failure{
      .receiver = reader.string("receiver").required(),
      .integration =
          std::string(reader.choice<std::string_view>("integration", integrations).value_or("")),
      .status = read_failing_status(reader, context.diagnostics),
      .from = duration_in(reader, "from", {}).value_or(Duration{}),
      .until = duration_in(reader, "until", {}).value_or(Duration{}),
      .source = reader.span_of("receiver")};
  need(reader, "until");
  if (reader.has("until") && failure.until <= failure.from) {
    reader.error("until", "the failure ends before it begins", "expected a time after \"from\"");
  }
  reader.finish();
  return failure;
}

/// What has a meaning only with an Alertmanager.
void check_needs_alertmanager(ObjectReader& scenario) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> keys{
      {{"silences", "silences are Alertmanager's, and there is none"},
       {"delivery_failures", "it is Alertmanager who delivers, and there is none"},
       {"alertmanager_peer", "there is no Alertmanager"}}};
  for (const auto& [key, message] : keys) {
    if (scenario.has(key) && !scenario.has("alertmanager_config")) {
      scenario.error(
          std::string(key), std::string(message), "expected \"alertmanager_config\" too");
    }
  }
}

}  // namespace

AlertRouting read_alert_routing(ObjectReader& scenario, const Context& context) {
  AlertRouting routing{.file = scenario.string("alertmanager_config").value_or("")};
  routing.source = scenario.span_of("alertmanager_config");
  if (const Json* silences = scenario.array("silences").value_or(nullptr)) {
    for (const Json& item : silences->items()) {
      routing.silences.push_back(read_silence(item, context));
    }
  }
  if (const Json* failures = scenario.array("delivery_failures").value_or(nullptr)) {
    for (const Json& item : failures->items()) {
      routing.failures.push_back(read_failure(item, context));
    }
  }
  routing.peer =
      static_cast<int>(scenario.integer("alertmanager_peer", {.least = 0, .most = 9}).value_or(0));
  check_needs_alertmanager(scenario);
  return routing;
}

}  // namespace firedrill::loading
