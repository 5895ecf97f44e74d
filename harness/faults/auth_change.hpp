#pragma once

#include <cstddef>
#include <string_view>

#include "harness/behaviour/provider_change.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// An auth provider changes under its clients: what it answers to those who ask for tokens or keys.
/// {"fault": "auth_change", "change": "key_removed"}; the names are those of provider_changes.
struct AuthChange {
  static constexpr std::string_view kind = "auth_change";
  static constexpr std::string_view summary =
      "an auth provider answers in another way than its clients know";

  struct State {};

  std::size_t change = 0;  ///< into provider_changes

  static AuthChange parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;

  std::string_view reason() const { return provider_changes.at(change).name; }
};

}  // namespace firedrill::faults
