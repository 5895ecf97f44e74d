#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/behaviour/response_code.hpp"
#include "harness/core/time.hpp"
#include "harness/journal/traffic.hpp"

namespace firedrill {

/// How an HTTP status or one of namespace code is spelled in records and labels.
std::string outcome_name(std::uint16_t code);

/// One response as a client saw it.
struct ClientResponse {
  Instant at{};
  Duration latency{};
  std::uint16_t code = code::none;
  bool good = false;
  EventId cause = EventId::none;
};

/// Counts the responses of one population by the second. A response at exactly t belongs to the
/// second that starts at t. Costs a few counters for each response, and no memory.
class TrafficLedger {
 public:
  explicit TrafficLedger(std::string population) : population_(std::move(population)) {}

  /// Responses come by rising time.
  void record(const ClientResponse& response);

  /// The records, not empty, of the seconds that have ended by `now`, oldest first.
  std::vector<TrafficRecord> take_ended(Instant now);

 private:
  static constexpr std::size_t buckets = 512;  ///< the last index of latency_bucket() is below

  struct CodeCount {
    std::uint16_t code = code::none;
    std::uint64_t all = 0;
    std::uint64_t bad = 0;
  };

  static Instant second_of(Instant at);
  bool is_over(Instant now) const;
  void count_code(std::uint16_t code, bool bad);
  void count_cause(EventId cause, bool bad);
  void close();

  std::string population_;
  Instant second_{};  ///< being counted; meaningless while codes_ is empty
  std::uint64_t good_ = 0;
  std::uint64_t bad_ = 0;
  std::uint64_t shed_ = 0;
  std::optional<Instant> first_bad_;
  std::vector<CodeCount> codes_;
  std::vector<CauseTally> causes_;
  std::array<std::uint32_t, buckets> latency_{};
  std::vector<TrafficRecord> ended_;
};

}  // namespace firedrill
