#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/journal/event.hpp"

namespace firedrill {

/// How many responses of one second carried the id of one cause (a fault, a version, a dead
/// replica).
struct CauseTally {
  EventId cause = EventId::none;
  std::uint64_t bad = 0;    ///< bad responses that this cause made bad
  std::uint64_t other = 0;  ///< responses it touched (delayed, say) that were good all the same
};

/// What one population's clients got in one second, as the load generator saw it: the ground truth
/// of every verdict. A response belongs to the second in which the client had its answer (or gave
/// up). Written only when it is not empty.
struct TrafficRecord {
  std::string population;
  Instant second{};  ///< start of the second, a multiple of 1 s
  std::uint64_t good = 0;
  std::uint64_t bad = 0;                  ///< not good and not shed
  std::uint64_t shed = 0;                 ///< turned away on purpose by shed_load
  std::optional<Instant> first_bad = {};  ///< set iff bad > 0
  /// Count for each outcome, sorted: an HTTP status ("200", "500"), "timeout", "refused", "shed",
  /// "reset", "truncated", "malformed", "dns", "tls", "redirects", "unanswered".
  std::vector<std::pair<std::string, std::uint64_t>> outcomes = {};
  /// The part of `outcomes` that was bad, sorted; adds up to `bad`. A "200" here came too late; a
  /// "401" that its population calls good is in `outcomes` only.
  std::vector<std::pair<std::string, std::uint64_t>> bad_outcomes = {};
  /// Responses whose latency lies in bucket i of latency_bucket(), sparse, by rising index.
  std::vector<std::pair<std::uint32_t, std::uint64_t>> latency = {};
  std::vector<CauseTally> causes = {};  ///< by rising id, none excluded: those are "unattributed"
};

/// Log-linear latency buckets with eight steps for each power of two (relative width at most 12.5
/// %), in units of 1 us: bucket 0 is [0, 1 us).
std::uint32_t latency_bucket(Duration latency);
/// Upper bound of a bucket (exclusive).
Duration latency_bucket_end(std::uint32_t bucket);

}  // namespace firedrill
