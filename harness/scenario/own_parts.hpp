#pragma once

#include <string>
#include <string_view>

#include "harness/scenario/scenario.hpp"

namespace firedrill {

/// What runs in place of an action on a service; null: firedrill carries it out itself.
const ActionCommand* command_for(const Scenario& scenario,
                                 std::string_view service,
                                 CommandedAction action);

/// The program that is a version of a service in a live run; null: a mock is.
const OwnProgram* own_program(const Service& service, std::string_view version);

/// Whether a service is a program of the user's own that speaks no HTTP in a live run.
bool speaks_no_http(const Service& service);

/// Whether a live run sends requests to another machine.
bool is_on_another_machine(const OwnProgram& program);

/// Whether a live run starts programs of the user's own, or sends requests to another machine: what
/// is done only if it is allowed.
bool runs_commands(const Scenario& scenario);

/// Empty, or what of the scenario is the user's own: "server is a program of your own". Those run
/// at speed 1: nobody can tell them to hurry.
std::string own_part_of(const Scenario& scenario);

std::string_view to_string(CommandedAction action);

}  // namespace firedrill
