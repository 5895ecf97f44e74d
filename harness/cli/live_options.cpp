#include "harness/cli/live_options.hpp"

#include <optional>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/cli/own_commands.hpp"
#include "harness/live/unplayable.hpp"
#include "harness/scenario/speed.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/position.hpp"

namespace firedrill::cli {
namespace {

constexpr std::string_view own_detector = "firedrill";
constexpr std::string_view external_detector = "external";

/// Empty, or why the command cannot be played in virtual time.
std::string check_virtual(const RunCommand& command, const std::vector<Scenario>& scenarios) {
  for (const Scenario& scenario : scenarios) {
    if (const std::string why = why_live_only(scenario); !why.empty()) {
      return fmt::format("{} cannot be played in virtual time: {}: add --live",
                         escape_terminal(scenario.name),
                         why);
    }
  }
  if (command.allow_commands) {
    return "--allow-commands is for live runs: give --live too";
  }
  if (!command.detector.empty()) {
    return "--detector is for live runs: give --live too";
  }
  return command.speed.empty() ? "" : "--speed is for live runs: give --live too";
}

}  // namespace

double speed_of(const RunCommand& command, const Scenario& scenario) {
  const double highest = highest_honest_speed(scenario);
  return command.speed.empty() || command.speed == "auto" ? highest
                                                          : parse_speed(command.speed).value_or(1);
}

void choose_detector(const RunCommand& command, std::vector<Scenario>& scenarios) {
  for (Scenario& scenario : scenarios) {
    if (!command.live || command.detector == own_detector) {
      scenario.live.detector = Detector::own;
    } else if (command.detector == external_detector) {
      scenario.live.detector = Detector::external;
    }
  }
}

std::string why_live_only(const Scenario& scenario) {
  if (!scenario.on_call.needs_live_run()) {
    return "";
  }
  return scenario.on_call.responder == Responder::human
             ? "a human is on call (\"responder\": \"human\")"
             : "alerts come from outside (\"external_alerts\")";
}

std::vector<std::string> why_not_live(const Scenario& scenario) {
  const SourceText source(escape_terminal(scenario.file), scenario.text);
  std::vector<std::string> lines;
  for (const live::Unplayable& one : live::unplayable(scenario)) {
    lines.push_back(
        fmt::format("{}: cannot be played live: {}", source.where(one.source.begin), one.what));
  }
  return lines;
}

std::string check_live(const RunCommand& command, const std::vector<Scenario>& scenarios) {
  if (!command.live) {
    return check_virtual(command, scenarios);
  }
  if (!command.detector.empty() && command.detector != own_detector &&
      command.detector != external_detector) {
    return fmt::format("--detector: {} is neither {} nor {}",
                       quote(command.detector),
                       own_detector,
                       external_detector);
  }
  for (const Scenario& scenario : scenarios) {
    if (const std::vector<std::string> why = why_not_live(scenario); !why.empty()) {
      return fmt::format("{}", fmt::join(why, "\nfiredrill: "));
    }
  }
  if (command.jobs > 1) {
    return "live runs are played one at a time: leave out --jobs";
  }
  if (command.speed.empty() || command.speed == "auto") {
    return check_allowed(scenarios, command.allow_commands);
  }
  const std::optional<double> speed = parse_speed(command.speed);
  if (!speed) {
    return fmt::format(
        "--speed: {} is neither a number from 1 to {} nor auto", quote(command.speed), most_speed);
  }
  for (const Scenario& scenario : scenarios) {
    const double highest = highest_honest_speed(scenario);
    if (*speed > highest) {
      return fmt::format("{} is played honestly at speed {} at most, not {}: {}",
                         escape_terminal(scenario.name),
                         highest,
                         *speed,
                         why_no_faster(scenario));
    }
  }
  return check_allowed(scenarios, command.allow_commands);
}

}  // namespace firedrill::cli
