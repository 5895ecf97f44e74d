#pragma once

#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>

namespace firedrill::oracle {

/// What a shell command writes to its standard output; nothing if it could not be run.
inline std::optional<std::string> output_of(const std::string& command) {
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) {
    return std::nullopt;
  }
  std::string text;
  char buffer[4096];
  while (const std::size_t count = fread(buffer, 1, sizeof buffer, pipe)) {
    text.append(buffer, count);
  }
  pclose(pipe);
  return text;
}

}  // namespace firedrill::oracle
