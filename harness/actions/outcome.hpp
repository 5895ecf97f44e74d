#pragma once

#include <cstdint>
#include <optional>
#include <span>
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

/// Every outcome once, in the order above.
std::span<const Outcome> outcomes();
std::string_view to_string(Outcome outcome);
std::optional<Outcome> outcome_from(std::string_view name);

/// Whether something was changed: ok or partial.
constexpr bool changed_something(Outcome outcome) {
  return outcome == Outcome::ok || outcome == Outcome::partial;
}

/// The outcome of a whole whose parts ended as `one` and as `other`. Parts that changed nothing for
/// lack of need (no_effect) do not count beside parts that did; a part that worked beside one that
/// did not makes it partial; among parts that did not work the less certain outcome wins.
/// Commutative and associative, so that any number of parts can be taken together one by one.
Outcome together(Outcome one, Outcome other);

}  // namespace firedrill
