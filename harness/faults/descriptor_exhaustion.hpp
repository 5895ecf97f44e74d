#pragma once

#include <string_view>

#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// The processes leak file descriptors: `fills_in` after the fault began, or after its own start
/// (incident clock), each has none left and accepts nothing more. The kernel still takes
/// connections, nobody answers there, and scrapes are connections too; what was accepted before
/// goes on. The process lives: a restart begins anew.
/// {"fault": "descriptor_exhaustion", "fills_in": "10m"}
struct DescriptorExhaustion {
  static constexpr std::string_view kind = "descriptor_exhaustion";
  static constexpr std::string_view summary =
      "processes run out of file descriptors and accept nothing more until they are restarted";
  static constexpr bool is_silent = true;
  static constexpr bool is_of_services = true;
  static constexpr bool is_of_replicas = true;

  struct State {
    Instant since{};  ///< the leak
  };

  Duration fills_in{};

  static DescriptorExhaustion parse(ObjectReader& reader);

  bool has_struck(const State& state, Instant now) const { return now - state.since >= fills_in; }

  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
