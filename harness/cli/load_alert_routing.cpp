#include "harness/cli/load_alert_routing.hpp"

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

/// The mistakes of a configuration; its warnings are printed.
std::string check_config(const SourceText& source, const Terminal& terminal) {
  Diagnostics diagnostics(source);
  (void)alertmanager::read_config(diagnostics);
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
  return check_config(*source, terminal);
}

}  // namespace firedrill::cli
