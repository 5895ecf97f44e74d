#pragma once

#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// The clock of a service is off: where it verifies tokens it takes some for expired, or for not
/// valid yet. An auth provider's is the one that tokens get their times from, so that all others
/// take them for that. All on the incident clock.
/// {"fault": "clock_skew", "ahead": "20m"} or {"fault": "clock_skew", "behind": "2m", "leeway":
/// "1m"}; leeway is 0s by default, as in jose, jsonwebtoken, PyJWT and Authlib (Spring Security:
/// 1m).
struct ClockSkew {
  static constexpr std::string_view kind = "clock_skew";
  static constexpr std::string_view summary =
      "the clock of who verifies tokens, or issues them, is ahead or behind";
  static constexpr bool is_of_services = true;
  static constexpr bool is_of_replicas = true;

  struct State {};

  Duration ahead{};  ///< of the true time; less than zero: behind it
  Duration leeway{};

  static ClockSkew parse(ObjectReader& reader);

  bool refuses(const TokenTimes& token) const {
    return ahead >= token.left + leeway || -ahead > token.age + leeway;
  }

  /// A token as others find it whose times are by this clock.
  TokenTimes issued(const TokenTimes& token) const {
    return {.age = token.age - ahead, .left = token.left + ahead};
  }
};

}  // namespace firedrill::faults
