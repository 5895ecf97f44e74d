#include "harness/scenario/own_texts.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/scenario/placeholder.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

constexpr std::array<std::string_view, 6> places_of_services = {
    "url", "urls", "address", "addresses", "host", "port"};

/// "server" and "url" of "server.url"; "" of what is no place of a service.
std::pair<std::string_view, std::string_view> place_in(std::string_view placeholder) {
  const std::size_t dot = placeholder.rfind('.');
  const std::string_view what = dot == std::string_view::npos ? "" : placeholder.substr(dot + 1);
  const bool is_place = std::find(places_of_services.begin(), places_of_services.end(), what) !=
                        places_of_services.end();
  return is_place ? std::pair{placeholder.substr(0, dot), what} : std::pair{"", ""};
}

bool is_credential(std::string_view placeholder) {
  return placeholder.ends_with(".client_id") || placeholder.ends_with(".client_secret");
}

std::string list_of(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    list += fmt::format("${{{}}}, ", name);
  }
  return list + "${SERVICE.url}, ${SERVICE.address} or another place of a service";
}

void check_placeholders(const Json& text,
                        const std::vector<std::string>& known,
                        const Context& context) {
  const auto names = placeholders_in(text.as_string());
  if (!names) {
    context.diagnostics.error(
        text.span(), "there is no \"}\" to a \"${\"", "\"$${\" stands for \"${\" itself");
    return;
  }
  for (const std::string_view name : *names) {
    const auto [service, what] = place_in(name);
    if (std::find(known.begin(), known.end(), name) != known.end()) {
      continue;
    }
    if (!service.empty()) {
      const ServiceNames* found =
          find_service({text.span(), service}, context.names, context.diagnostics);
      if (found != nullptr && !found->speaks_http && what.starts_with("url")) {
        context.diagnostics.error(text.span(),
                                  fmt::format("{} has no URL: its \"protocol\" is tcp", service),
                                  fmt::format("expected ${{{}.address}}", service));
      }
      continue;
    }
    context.diagnostics.error(
        text.span(),
        fmt::format("there is no ${{{}}} here", escape_terminal(name.substr(0, 80))),
        is_credential(name) ? "only an argument or a variable of a service whose \"auth\" names "
                              "the provider can be told it"
                            : "expected " + list_of(known));
  }
}

std::vector<std::string> all_of(const Placeholders& known) {
  std::vector<std::string> all = known.names;
  all.insert(all.end(), known.secrets.begin(), known.secrets.end());
  return all;
}

/// Text as the system takes it: it may be empty.
std::optional<std::string> read_system_text(const Json& json,
                                            std::string_view name,
                                            const Context& context) {
  if (!json.is_string()) {
    report_wrong_kind(json, name, "text", context.diagnostics);
    return std::nullopt;
  }
  if (json.as_string().find('\0') != std::string::npos) {
    context.diagnostics.error(
        json.span(), fmt::format("{} holds a zero byte", quote(name)), "no program can be told it");
    return std::nullopt;
  }
  return json.as_string();
}

std::vector<std::string> read_arguments(ObjectReader& reader,
                                        std::string_view key,
                                        const Placeholders& known,
                                        const Context& context) {
  std::vector<std::string> arguments;
  const Json* list = reader.array(key).required();
  if (list == nullptr) {
    return arguments;
  }
  if (list->items().empty()) {
    reader.error(key, fmt::format("{} is empty", quote(key)), "expected a program");
  }
  for (const Json& item : list->items()) {
    const auto text = arguments.empty() ? read_string(item, key, context.diagnostics)
                                        : read_system_text(item, key, context);
    if (text && read_system_text(item, key, context)) {
      check_placeholders(item, arguments.empty() ? known.names : all_of(known), context);
    }
    arguments.push_back(text.value_or(""));
  }
  return arguments;
}

bool is_variable_name(std::string_view name) {
  return !name.empty() && is_word_start(name.front()) &&
         std::all_of(name.begin(), name.end(), is_word);
}

void read_environment(const Json& json,
                      const Placeholders& known,
                      const Context& context,
                      OwnCommand& command) {
  for (const JsonMember& member : json.members()) {
    if (!is_variable_name(member.key)) {
      context.diagnostics.error(
          member.key_span,
          fmt::format("{} is no name of an environment variable", quote(member.key)),
          "expected letters, digits and \"_\", no digit first");
      continue;
    }
    if (auto value = read_system_text(member.value, member.key, context)) {
      check_placeholders(member.value, all_of(known), context);
      command.environment.emplace_back(member.key, *std::move(value));
    }
  }
}

}  // namespace

OwnCommand read_own_command(ObjectReader& reader,
                            std::string_view command_key,
                            const Placeholders& known,
                            const Context& context) {
  OwnCommand command;
  command.arguments = read_arguments(reader, command_key, known, context);
  if (const Json* environment = reader.object("env").value_or(nullptr)) {
    read_environment(*environment, known, context, command);
  }
  if (const Json* folder = reader.raw("cwd").value_or(nullptr)) {
    if (const auto text = read_string(*folder, "cwd", context.diagnostics)) {
      command.folder = read_system_text(*folder, "cwd", context).value_or("");
      check_placeholders(*folder, known.names, context);
    }
  }
  return command;
}

bool mentions(const OwnCommand& command, std::string_view placeholder) {
  const auto holds = [&](std::string_view text) {
    const auto names = placeholders_in(text);
    return names && std::find(names->begin(), names->end(), placeholder) != names->end();
  };
  return std::any_of(command.arguments.begin(), command.arguments.end(), holds) ||
         std::any_of(command.environment.begin(),
                     command.environment.end(),
                     [&](const auto& variable) { return holds(variable.second); });
}

std::optional<std::string> read_url_path(ObjectReader& reader, std::string_view key) {
  std::optional<std::string> path = reader.string(key).optional();
  const auto needs_no_escape = [](char letter) { return letter > ' ' && letter <= '~'; };
  if (path && (path->front() != '/' || !std::all_of(path->begin(), path->end(), needs_no_escape))) {
    reader.error(key,
                 fmt::format("{} must be a path, found {}", quote(key), quote(*path)),
                 R"(expected a path such as "/healthz", without spaces)");
    return std::nullopt;
  }
  return path;
}

void refuse_beside(ObjectReader& reader,
                   std::string_view key,
                   std::initializer_list<std::string_view> others) {
  for (const std::string_view other : others) {
    if (reader.has(other)) {
      reader.ignore(other);
      reader.error(other,
                   fmt::format("{} cannot stand beside {}", quote(other), quote(key)),
                   "leave out one of them");
    }
  }
}

}  // namespace firedrill::loading
