#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace firedrill {

/// How an action, or an operation on a World, ended.
enum class Outcome : std::uint8_t {
  ok,
  refused,    ///< turned down before anything changed
  partial,    ///< some of it was done
  no_effect,  ///< done, and nothing changed
  failed,     ///< tried, and it did not work
  timed_out,  ///< nobody knows whether it was done
};

std::string_view to_string(Outcome outcome);
std::optional<Outcome> outcome_from(std::string_view name);

}  // namespace firedrill
