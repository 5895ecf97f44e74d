#include "harness/journal/target.hpp"

#include <array>
#include <cstddef>

namespace firedrill {
namespace {

constexpr std::array<std::string_view, 5> names{
    "pages", "false_pages", "missed_detections", "failed_requests", "impact_windows"};

}  // namespace

std::string_view to_string(Quantity quantity) {
  return names.at(static_cast<std::size_t>(quantity));
}

std::optional<Quantity> quantity_from(std::string_view name) {
  for (std::size_t index = 0; index < names.size(); ++index) {
    if (names.at(index) == name) {
      return static_cast<Quantity>(index);
    }
  }
  return std::nullopt;
}

}  // namespace firedrill
