#include "harness/cli/load_alert_routing.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/alertmanager/config.hpp"
#include "harness/alertmanager/silences.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/source_file.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::cli {
namespace {

void check_silence(const AlertRouting::Silence& silence, Diagnostics& diagnostics) {
  Result<alertmanager::Matchers> matchers = alertmanager::parse_matchers(silence.matchers);
  if (!matchers) {
    diagnostics.error(silence.source, matchers.error().message);
    return;
  }
  const auto added = alertmanager::Silences().add({.matchers = *std::move(matchers)});
  if (!added) {
    diagnostics.error(silence.source, added.error().message);
  }
}

bool has_integration(const alertmanager::Receiver& receiver, std::string_view name) {
  return std::any_of(receiver.integrations.begin(),
                     receiver.integrations.end(),
                     [&](const alertmanager::Integration& one) { return one.name() == name; });
}

/// That each receiver that fails is one of the configuration's, and has what is to fail of it.
void check_receivers(const AlertRouting& routing,
                     const alertmanager::Config& config,
                     Diagnostics& scenario) {
  for (const AlertRouting::Failure& failure : routing.failures) {
    const auto found = std::find_if(
        config.receivers.begin(), config.receivers.end(), [&](const alertmanager::Receiver& one) {
          return one.name == failure.receiver;
        });
    if (found == config.receivers.end()) {
      scenario.error(failure.source,
                     fmt::format("{} has no receiver \"{}\"", routing.file, failure.receiver));
    } else if (!failure.integration.empty() && !has_integration(*found, failure.integration)) {
      scenario.error(failure.source,
                     fmt::format("the receiver {} of {} has no {}_configs",
                                 quote(failure.receiver),
                                 routing.file,
                                 failure.integration));
    }
  }
}

/// That each receiver with a policy is one of the configuration's.
void check_policies(const Scenario& scenario,
                    const alertmanager::Config& config,
                    Diagnostics& said) {
  std::vector<std::string_view> names;
  for (const alertmanager::Receiver& receiver : config.receivers) {
    names.push_back(receiver.name);
  }
  for (const auto& [receiver, source] : scenario.on_call.receiver_sources) {
    if (std::find(names.begin(), names.end(), receiver) == names.end()) {
      said.error(source,
                 fmt::format("{} has no receiver {}{}",
                             scenario.alert_routing.file,
                             quote(receiver),
                             did_you_mean(receiver, names)));
    }
  }
}

/// The keys of a receiver's integrations that the file itself gives.
std::vector<std::string> pagerduty_keys(const alertmanager::Receiver& receiver) {
  std::vector<std::string> keys;
  for (const alertmanager::Integration& integration : receiver.integrations) {
    if (integration.kind == alertmanager::Integration::Kind::pagerduty &&
        !integration.key.empty()) {
      keys.push_back(integration.key);
    }
  }
  return keys;
}

/// Leads a receiver to PagerDuty's service whose key it has, unless "receivers" of the scenario
/// lead it elsewhere.
void lead_to_service(const alertmanager::Receiver& receiver,
                     Scenario& scenario,
                     Diagnostics& said) {
  OnCall& on_call = scenario.on_call;
  const std::vector<std::string> keys = pagerduty_keys(receiver);
  if (keys.empty() || on_call.receiver_sources.contains(receiver.name)) {
    return;
  }
  std::set<std::size_t> policies;
  for (const std::string& key : keys) {
    if (const auto policy = on_call.routing_keys.find(key); policy != on_call.routing_keys.end()) {
      policies.insert(policy->second);
    }
  }
  if (policies.empty()) {
    said.warning(scenario.alert_routing.source,
                 fmt::format("the key of the receiver {} is of no service in \"pagerduty\": what "
                             "comes to it goes by the default policy",
                             quote(receiver.name)));
    return;
  }
  const std::size_t policy = *policies.begin();
  on_call.receivers.emplace(receiver.name, policy);
  if (policies.size() > 1) {
    said.warning(scenario.alert_routing.source,
                 fmt::format("the receiver {} has keys of several services: all that comes to it "
                             "goes to {}",
                             quote(receiver.name),
                             quote(on_call.policies[policy].name)));
  }
}

/// The mistakes of a configuration; its warnings are printed. What it says about the scenario
/// goes to `said`.
std::string check_config(const SourceText& source,
                         Scenario& scenario,
                         Diagnostics& said,
                         const Terminal& terminal) {
  Diagnostics diagnostics(source);
  if (const auto config = alertmanager::read_config(diagnostics)) {
    check_receivers(scenario.alert_routing, *config, said);
    check_policies(scenario, *config, said);
    for (const alertmanager::Receiver& receiver : config->receivers) {
      if (!scenario.on_call.routing_keys.empty()) {
        lead_to_service(receiver, scenario, said);
      }
    }
  }
  const SourceText shown = alertmanager::without_secrets(source);
  std::string mistakes;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    const std::string text = render(diagnostic, shown, {.color = terminal.color_errors});
    if (diagnostic.severity == Severity::warning) {
      std::cerr << text;
    } else {
      mistakes += text;
    }
  }
  return mistakes;
}

}  // namespace

std::string load_alert_routing(Scenario& scenario,
                               Diagnostics& diagnostics,
                               const Terminal& terminal) {
  AlertRouting& routing = scenario.alert_routing;
  if (routing.file.empty()) {
    return "";
  }
  for (const AlertRouting::Silence& silence : routing.silences) {
    check_silence(silence, diagnostics);
  }
  const auto folder = std::filesystem::path(scenario.file).parent_path();
  const Result<SourceText> source = read_source_file((folder / routing.file).string());
  if (!source) {
    diagnostics.error(routing.source, source.error().message);
    return "";
  }
  routing.text = std::string(source->bytes());
  return check_config(*source, scenario, diagnostics, terminal);
}

}  // namespace firedrill::cli
