#include "harness/live/own_launch.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "harness/scenario/placeholder.hpp"
#include "harness/text/ansi.hpp"
#include "harness/text/utf8.hpp"

namespace firedrill::live {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t longest_tail = 4096;  ///< bytes of output that are looked at
constexpr std::size_t most_lines = 5;
constexpr std::size_t longest_line = 200;  ///< bytes

/// "urls" and the like of the addresses of a service's replicas.
std::string place_of(const std::vector<std::string>& all, std::string_view what) {
  const std::string& first = all.front();
  const std::size_t colon = first.rfind(':');
  if (what == "host") {
    return first.substr(0, colon);
  }
  if (what == "port") {
    return first.substr(colon + 1);
  }
  const std::string_view scheme = what.starts_with("url") ? "http://" : "";
  const bool is_of_all = what == "urls" || what == "addresses";
  return is_of_all ? fmt::format("{}{}", scheme, fmt::join(all, fmt::format(",{}", scheme)))
                   : fmt::format("{}{}", scheme, first);
}

std::string value_of(std::string_view name, const OwnPlaces& places, const OwnFacts& facts) {
  if (name == "port") {
    return std::to_string(facts.port);
  }
  if (name == "version") {
    return facts.version;
  }
  if (name == "scratch") {
    return places.scratch.string();
  }
  if (name.ends_with(".client_id")) {
    return facts.client_id;
  }
  if (name.ends_with(".client_secret")) {
    return facts.client_secret;
  }
  const std::size_t dot = name.rfind('.');
  const std::vector<std::string> all = dot == std::string_view::npos
                                           ? std::vector<std::string>{}
                                           : places.addresses(name.substr(0, dot), facts.caller);
  return all.empty() ? "" : place_of(all, name.substr(dot + 1));
}

bool sets(std::string_view variable, std::string_view name) {
  return variable.size() > name.size() && variable.starts_with(name) &&
         variable[name.size()] == '=';
}

std::vector<std::string> inherited_environment() {
  std::vector<std::string> variables;
  for (char** variable = ::environ; variable != nullptr && *variable != nullptr; ++variable) {
    variables.emplace_back(*variable);
  }
  return variables;
}

std::string search_path(const ProcessSpec& spec) {
  for (const std::string& variable : spec.environment) {
    if (sets(variable, "PATH")) {
      return variable.substr(std::strlen("PATH="));
    }
  }
  return "/bin:/usr/bin";
}

/// 0, or why this file is no program.
int why_not(const fs::path& program) {
  std::error_code error;
  if (fs::is_directory(program, error)) {
    return EACCES;
  }
  return ::access(program.c_str(), X_OK) == 0 ? 0 : errno;
}

/// A line as a person can read it: no escape sequences, no control characters.
std::string printable(std::string_view line) {
  std::string text;
  for_each_code_point(without_ansi(line), [&](const CodePoint& code_point, std::string_view bytes) {
    if (!code_point.valid) {
      text += replacement_character;
    } else if (is_printable(code_point.value)) {
      text += bytes;
    } else if (code_point.value == '\t') {
      text += ' ';
    }
  });
  const std::size_t end = text.find_last_not_of(' ');
  text.resize(end == std::string::npos ? 0 : end + 1);
  return text.size() <= longest_line ? text : std::string(beginning(text, longest_line)) + "...";
}

std::string tail_of(const fs::path& file, std::uintmax_t from) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  if (error || size <= from) {
    return "";
  }
  const std::uintmax_t begin = std::max(from, size - std::min(size, longest_tail));
  std::ifstream stream(file, std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(begin));
  std::string text(size - begin, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
  return text;
}

}  // namespace

ProcessSpec fill_in(const OwnCommand& command, const OwnPlaces& places, const OwnFacts& facts) {
  const auto value = [&](std::string_view name) { return value_of(name, places, facts); };
  ProcessSpec spec;
  for (const std::string& argument : command.arguments) {
    spec.arguments.push_back(fill(argument, value));
  }
  std::string& program = spec.arguments.front();
  if (program.find('/') != std::string::npos) {
    program = (places.folder / program).lexically_normal().string();
  }
  spec.environment = inherited_environment();
  for (const auto& [name, text] : command.environment) {
    const std::string variable = name;
    std::erase_if(spec.environment, [&](const std::string& one) { return sets(one, variable); });
    spec.environment.push_back(variable + "=" + fill(text, value));
  }
  spec.folder = places.folder / fill(command.folder, value);
  return spec;
}

std::string obstacle_to(const ProcessSpec& spec) {
  const std::string& program = spec.arguments.front();
  const auto because = [&](int error) {
    return error == 0 ? std::string{}
                      : fmt::format("cannot run '{}': {}", program, std::strerror(error));
  };
  std::error_code error;
  if (!fs::is_directory(spec.folder, error)) {
    return fmt::format("cannot run '{}': there is no folder '{}'", program, spec.folder.string());
  }
  if (program.find('/') != std::string::npos) {
    return because(why_not(program));
  }
  const std::string path = search_path(spec);
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const fs::path folder = path.substr(begin, end - begin);
    if (why_not(spec.folder / folder / program) == 0) {
      return "";
    }
    begin = end + 1;
  }
  return because(ENOENT);
}

std::string last_lines(const fs::path& file, std::uintmax_t from) {
  std::vector<std::string> lines;
  const std::string tail = tail_of(file, from);
  for (std::size_t begin = 0; begin < tail.size();) {
    const std::size_t end = std::min(tail.find('\n', begin), tail.size());
    std::string line = printable(std::string_view(tail).substr(begin, end - begin));
    if (!line.empty()) {
      lines.push_back(std::move(line));
    }
    begin = end + 1;
  }
  if (lines.size() > most_lines) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most_lines));
  }
  return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace firedrill::live
