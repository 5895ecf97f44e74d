#pragma once

#include <cstdint>
#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// The way back is narrow: answers of one size share so many bytes a second and wait for each
/// other. The link is that of one replica; wire time.
/// {"fault": "bandwidth", "rate": "100KB", "size": "20KB"}: five answers a second
struct Bandwidth {
  static constexpr std::string_view kind = "bandwidth";
  static constexpr std::string_view summary = "answers share a link of so many bytes a second";
  static constexpr bool is_silent = true;

  struct State {
    Instant free_at{};  ///< when the link has sent all answers that it was given
  };

  std::int64_t rate = 1;  ///< bytes a second
  std::int64_t size = 0;  ///< bytes of an answer

  static Bandwidth parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
