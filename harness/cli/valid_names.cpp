#include "harness/cli/valid_names.hpp"

#include <algorithm>
#include <cstddef>

#include "harness/core/ascii.hpp"

namespace firedrill::cli {
namespace {

constexpr std::size_t longest = 100;

bool may_stand_in_a_name(char letter) {
  return (letter >= 'a' && letter <= 'z') || is_digit(letter) || letter == '_' || letter == '.' ||
         letter == '-';
}

}  // namespace

std::string valid_name(std::string_view wanted) {
  std::string name;
  bool is_gap = false;
  for (const char letter : wanted) {
    const char lower = to_lower(letter);
    if (may_stand_in_a_name(lower)) {
      name += is_gap && !name.empty() ? "-" : "";
      name += lower;
    }
    is_gap = !may_stand_in_a_name(lower);
  }
  name.resize(std::min(name.size(), longest));
  return name.empty() ? "unnamed" : name;
}

std::string ValidNames::give(std::string_view wanted) {
  const std::string first = valid_name(wanted);
  std::string name = first;
  for (std::size_t number = 2; !given_.insert(name).second; ++number) {
    const std::string suffix = "-" + std::to_string(number);
    name = first.substr(0, longest - suffix.size()) + suffix;
  }
  return name;
}

}  // namespace firedrill::cli
