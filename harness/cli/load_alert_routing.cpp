#include "harness/cli/load_alert_routing.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <utility>

#include <fmt/format.h>

#include "harness/alertmanager/config.hpp"
#include "harness/alertmanager/silences.hpp"
#include "harness/text/source_file.hpp"

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

/// That each receiver that fails is one of the configuration's.
void check_receivers(const AlertRouting& routing,
                     const alertmanager::Config& config,
                     Diagnostics& scenario) {
  for (const AlertRouting::Failure& failure : routing.failures) {
    const bool known = std::any_of(
        config.receivers.begin(), config.receivers.end(), [&](const alertmanager::Receiver& one) {
          return one.name == failure.receiver;
        });
    if (!known) {
      scenario.error(failure.source,
                     fmt::format("{} has no receiver \"{}\"", routing.file, failure.receiver));
    }
  }
}

/// The mistakes of a configuration; its warnings are printed. Those of `scenario` are about it too.
std::string check_config(const SourceText& source,
                         const AlertRouting& routing,
                         Diagnostics& scenario,
                         const Terminal& terminal) {
  Diagnostics diagnostics(source);
  if (const auto config = alertmanager::read_config(diagnostics)) {
    check_receivers(routing, *config, scenario);
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
  return check_config(*source, routing, diagnostics, terminal);
}

}  // namespace firedrill::cli
