#include "harness/live/process.hpp"

#include <cstring>

#include <fmt/format.h>

namespace firedrill::live {

std::string to_string(const ProcessEnd& end) {
  if (end.exit_code) {
    return fmt::format("exited with {}", *end.exit_code);
  }
  const int number = end.signal.value_or(0);
  return fmt::format("killed by signal {} ({})", number, ::strsignal(number));
}

}  // namespace firedrill::live
