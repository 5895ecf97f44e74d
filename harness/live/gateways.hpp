#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/faults/fault.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::live {

/// Signals are all that it takes: a death, or a stop of the whole process.
bool is_done_by_signals(const FaultSpec& fault);

/// Whether a gateway before a program of the user's own can carry the fault out: it acts on
/// requests and on nothing that only the program itself has.
bool is_done_by_gateway(const FaultSpec& fault);

/// Whether a version of the service calls another one.
bool calls(const Service& caller, std::string_view callee);

/// Who finds a service at a door of their own: the programs of the user's own on whose calls a step
/// injects a fault, as they say in no request who they are. Where a gateway stands before what
/// speaks no HTTP, the last is "", everybody else.
std::vector<std::string> callers_with_door(const Scenario& scenario, const Service& service);

/// Whether the service is a program of the user's own and a step injects a fault that takes a
/// gateway before it.
bool needs_gateway(const Scenario& scenario, const Service& service);

}  // namespace firedrill::live
