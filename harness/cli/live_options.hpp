#pragma once

#include <string>
#include <vector>

#include "harness/cli/command_line.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::cli {

/// Lets the scenarios say who detects: what the command says, and in virtual time firedrill itself.
void choose_detector(const RunCommand& command, std::vector<Scenario>& scenarios);

/// Empty, or why these scenarios cannot be played live as the command asks.
std::string check_live(const RunCommand& command, const std::vector<Scenario>& scenarios);

/// Empty, or why a scenario can be played live only: "a human is on call (...)".
std::string why_live_only(const Scenario& scenario);

/// What keeps it from being played live, in the order of the file, a line each: "shop.json:7:3:
/// cannot be played live: the fault crash on shop, which runs elsewhere".
std::vector<std::string> why_not_live(const Scenario& scenario);

/// How fast a live run goes. Requires a command that check_live() has found right.
double speed_of(const RunCommand& command, const Scenario& scenario);

}  // namespace firedrill::cli
