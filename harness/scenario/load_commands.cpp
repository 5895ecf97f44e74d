#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/own_parts.hpp"
#include "harness/scenario/own_texts.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::loading {
namespace {

constexpr DurationRange timeouts{.least = std::chrono::milliseconds{1},
                                 .most = std::chrono::hours{24}};
constexpr std::array commanded_actions{
    CommandedAction::deploy, CommandedAction::rollback, CommandedAction::restart};

std::optional<CommandedAction> action_named(std::string_view name) {
  for (const CommandedAction action : commanded_actions) {
    if (to_string(action) == name) {
      return action;
    }
  }
  return std::nullopt;
}

template <class Command>
Command read_command(const JsonMember& member, const Placeholders& known, const Context& context) {
  Command command;
  ObjectReader reader(
      member.value, fmt::format("the command {}", quote(member.key)), context.diagnostics);
  command.command = read_own_command(reader, "run", known, context);
  replace(command.timeout, duration_in(reader, "timeout", timeouts));
  reader.finish();
  return command;
}

/// Reports a service that there is not, or that is a mock.
void check_service(const Mention& mention,
                   const std::vector<Service>& services,
                   const Context& context) {
  if (find_service(mention, context.names, context.diagnostics) == nullptr) {
    return;
  }
  const auto found = std::find_if(services.begin(), services.end(), [&](const Service& service) {
    return service.name == mention.name;
  });
  const bool is_mock = found != services.end() && !found->versions.empty() &&
                       !found->versions.front().live.has_value();
  if (is_mock) {
    context.diagnostics.error(
        mention.span,
        fmt::format("there is no \"live\" in the service {}: a command could not change it",
                    quote(mention.name)),
        "the services of a live run are mocks, unless they say otherwise");
  }
}

}  // namespace

OwnCommands read_commands(const Json& json,
                          const std::vector<Service>& services,
                          const Context& context) {
  OwnCommands commands;
  for (const JsonMember& member : json.members()) {
    if (member.key == "clean_up") {
      commands.clean_up = read_command<CleanUpCommand>(member, {.names = {"scratch"}}, context);
      continue;
    }
    const std::size_t dot = member.key.rfind('.');
    const auto action = dot == std::string::npos
                            ? std::nullopt
                            : action_named(std::string_view(member.key).substr(dot + 1));
    if (!action) {
      context.diagnostics.error(
          member.key_span,
          fmt::format("unknown key {} in \"commands\"", quote(member.key)),
          "expected SERVICE.deploy, SERVICE.rollback, SERVICE.restart or clean_up");
      continue;
    }
    const std::string service = member.key.substr(0, dot);
    check_service({member.key_span, service}, services, context);
    auto command = read_command<ActionCommand>(member, {.names = {"version", "scratch"}}, context);
    command.service = service;
    command.action = *action;
    commands.actions.push_back(std::move(command));
  }
  return commands;
}

}  // namespace firedrill::loading
