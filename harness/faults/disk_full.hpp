#pragma once

#include <string_view>

#include "harness/core/units.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// The disk of the service's host fills: from `fills_in` after the beginning of the fault on
/// (incident clock) requests that write are answered with an error. It is the host's, so what is
/// restarted finds it as full.
/// {"fault": "disk_full", "fills_in": "10m", "writes": "30%", "reply": 507}; it is full at once,
/// all requests write, and reply is 500 by default.
struct DiskFull {  // NOLINT(cppcoreguidelines-pro-type-member-init): a ratio has no default
  static constexpr std::string_view kind = "disk_full";
  static constexpr std::string_view summary = "a disk fills, and what writes to it fails";

  struct State {};

  Duration fills_in{};
  Probability writes;
  int reply = 500;

  static DiskFull parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
