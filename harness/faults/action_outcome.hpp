#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// What a step of the scenario asks the world for ends otherwise while it lasts, and nothing is
/// changed, or only the first replicas, or another service: an artefact is missing, a pipeline is
/// red, a rollback gets stuck or goes to the wrong place.
/// {"fault": "action_outcome", "step": "undo", "outcome": "partial", "changes": 2}; changes is 1 by
/// default, and for partial only.
/// {"fault": "action_outcome", "step": "undo", "outcome": "wrong_target", "instead": "stock"}
struct ActionOutcome {
  static constexpr std::string_view kind = "action_outcome";
  static constexpr std::string_view summary =
      "what a step does is refused, fails, or changes nothing, too little or another service";
  static constexpr std::string_view of_response = "tools";
  static constexpr bool has_no_share = true;

  struct State {};

  enum class End : std::uint8_t {
    refused,
    failed,
    no_effect,
    partial,
    wrong_target
  };

  static constexpr std::array<std::pair<std::string_view, End>, 5> ends{
      {{"refused", End::refused},
       {"failed", End::failed},
       {"no_effect", End::no_effect},
       {"partial", End::partial},
       {"wrong_target", End::wrong_target}}};

  std::string step;  ///< its id
  End outcome = End::failed;
  std::size_t changes = 1;   ///< replicas, the first of the service: with partial
  std::string instead = {};  ///< the service that is restarted: with wrong_target

  static ActionOutcome parse(ObjectReader& reader);

  std::string_view reason() const { return ends.at(static_cast<std::size_t>(outcome)).first; }
};

}  // namespace firedrill::faults
