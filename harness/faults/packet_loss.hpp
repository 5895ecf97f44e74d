#pragma once

#include <optional>
#include <string_view>

#include "harness/behaviour/lossy_path.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/text/reader.hpp"

namespace firedrill::faults {

/// The network loses packets, one by one or in bursts: requests come late, by one retransmission
/// timeout or more. A request and its answer are a packet each; wire clock.
/// {"fault": "packet_loss", "rate": "2%", "burst": 3, "rto": "200ms"}; burst is 1 and rto 200ms by
/// default.
struct PacketLoss {
  static constexpr std::string_view kind = "packet_loss";
  static constexpr std::string_view summary =
      "lost packets: a share of the requests waits for retransmissions";
  static constexpr bool is_silent = true;

  struct State {
    std::optional<bool> is_losing = {};  ///< the last packet was lost
  };

  LossyPath path;

  static PacketLoss parse(ObjectReader& reader);
  Verdict decide(State& state, const DecideInput& input) const;
};

}  // namespace firedrill::faults
