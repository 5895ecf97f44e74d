#pragma once

#include <array>
#include <string_view>

#include "harness/text/kinds.hpp"

namespace firedrill::faults {

/// What others call faults, or where they have two for one of ours: Toxiproxy, Chaos Mesh, Envoy
/// and those who write about incidents. docs/scenario-format.md, "Under other names", says more.
inline constexpr std::array other_names{
    OtherName{"abort", "error_rate with a status, or reset"},
    OtherName{"byte_limit", "truncate"},
    OtherName{"clock_jump", "clock_skew, from the moment of the jump on"},
    OtherName{"delay", "latency, or slow_answers"},
    OtherName{"half_open", "partition, or timeout"},
    OtherName{"jitter", "latency with a distribution"},
    OtherName{"limit_data", "truncate"},
    OtherName{"loss", "packet_loss"},
    OtherName{"oom", "memory_leak"},
    OtherName{"out_of_memory", "memory_leak"},
    OtherName{"query_of_death", "poison_data"},
    OtherName{"rate_limit", "quota"},
    OtherName{"reset_peer", "reset"},
    OtherName{"slicer", "dribble"},
    OtherName{"slow_close", "none: an answer is over with its last byte. The proxy has it"},
    OtherName{"throttle", "quota"},
};

}  // namespace firedrill::faults
