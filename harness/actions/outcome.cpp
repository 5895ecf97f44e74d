#include "harness/actions/outcome.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace firedrill {
namespace {

constexpr std::array<Outcome, 6> all{Outcome::ok,
                                     Outcome::refused,
                                     Outcome::partial,
                                     Outcome::no_effect,
                                     Outcome::failed,
                                     Outcome::timed_out};

constexpr std::array<std::string_view, all.size()> names{
    "ok", "refused", "partial", "no_effect", "failed", "timed_out"};

}  // namespace

std::span<const Outcome> outcomes() {
  return all;
}

std::string_view to_string(Outcome outcome) {
  return names.at(static_cast<std::size_t>(outcome));
}

std::optional<Outcome> outcome_from(std::string_view name) {
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    return std::nullopt;
  }
  return all.at(static_cast<std::size_t>(found - names.begin()));
}

Outcome together(Outcome one, Outcome other) {
  if (one == other || other == Outcome::no_effect) {
    return one;
  }
  if (one == Outcome::no_effect) {
    return other;
  }
  if (changed_something(one) || changed_something(other)) {
    return Outcome::partial;
  }
  const bool unknown = one == Outcome::timed_out || other == Outcome::timed_out;
  return unknown ? Outcome::timed_out : Outcome::failed;
}

}  // namespace firedrill
