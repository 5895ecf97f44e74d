#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// What a step of the scenario asks the world for ends otherwise while it lasts, and nothing is
/// changed, or only the first replicas: an artefact is missing, a pipeline is red, a rollback goes
/// to the wrong place or gets stuck.
/// {"fault": "action_outcome", "step": "undo", "outcome": "partial", "changes": 2}; changes is 1 by
/// default, and for partial only.
struct ActionOutcome {
  static constexpr std::string_view kind = "action_outcome";
  static constexpr std::string_view summary =
      "what a step does is refused, fails, or changes nothing or too little";
  static constexpr std::string_view of_response = "tools";
  static constexpr bool has_no_share = true;

  struct State {};

  enum class End : std::uint8_t {
    refused,
    failed,
    no_effect,
    partial
  };

  std::string step;  ///< its id
  End outcome = End::failed;
  std::size_t changes = 1;  ///< replicas, the first of the service: with partial

  static ActionOutcome parse(ObjectReader& reader);
};

}  // namespace firedrill::faults
