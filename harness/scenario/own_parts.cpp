#include "harness/scenario/own_parts.hpp"

#include <algorithm>

namespace firedrill {

const ActionCommand* command_for(const Scenario& scenario,
                                 std::string_view service,
                                 CommandedAction action) {
  const auto& actions = scenario.commands.actions;
  const auto found = std::find_if(actions.begin(), actions.end(), [&](const ActionCommand& one) {
    return one.service == service && one.action == action;
  });
  return found == actions.end() ? nullptr : &*found;
}

const OwnProgram* own_program(const Service& service, std::string_view version) {
  for (const Version& one : service.versions) {
    if (one.name == version) {
      return one.live ? &*one.live : nullptr;
    }
  }
  return nullptr;
}

bool speaks_no_http(const Service& service) {
  const OwnProgram* program = own_program(service, service.version);
  return program != nullptr && program->protocol == Protocol::tcp;
}

bool is_on_another_machine(const OwnProgram& program) {
  const std::string_view address = program.attach;
  const std::string_view host = address.substr(std::min(address.find("//") + 2, address.size()));
  return !program.command && !host.starts_with("127.") && !host.starts_with("localhost");
}

bool runs_commands(const Scenario& scenario) {
  const bool starts_services =
      std::any_of(scenario.services.begin(), scenario.services.end(), [](const Service& service) {
        const OwnProgram* own = own_program(service, service.version);
        return own != nullptr && (own->command || is_on_another_machine(*own));
      });
  return starts_services || !scenario.commands.actions.empty() ||
         scenario.commands.clean_up.has_value();
}

std::string own_part_of(const Scenario& scenario) {
  for (const Service& service : scenario.services) {
    if (own_program(service, service.version) != nullptr) {
      return service.name + " is a program of your own";
    }
  }
  return runs_commands(scenario) ? "it runs commands of your own" : "";
}

std::string_view to_string(CommandedAction action) {
  switch (action) {
    case CommandedAction::deploy:
      return "deploy";
    case CommandedAction::rollback:
      return "rollback";
    case CommandedAction::restart:
      break;
  }
  return "restart";
}

}  // namespace firedrill
