#include "harness/faults/packet_loss.hpp"

#include <chrono>

namespace firedrill::faults {
namespace {

constexpr std::int64_t longest_burst = 1'000'000;
constexpr Duration longest_rto = std::chrono::minutes(2);

}  // namespace

PacketLoss PacketLoss::parse(ObjectReader& reader) {
  const LossyPath usual;
  const PacketLoss parsed{
      .path = {.lost = reader.ratio("rate").required(),
               .burst = reader.integer("burst", {.least = 1, .most = longest_burst}).value_or(1),
               .rto = reader.duration("rto").value_or(usual.rto)}};
  if (parsed.path.rto <= Duration{} || parsed.path.rto > longest_rto) {
    reader.error("rto", "\"rto\" must be more than 0 and at most 2m");
  }
  return parsed;
}

Verdict PacketLoss::decide(State& state, const DecideInput& input) const {
  const Duration request = path.repair_time(1, state.is_losing, input.random);
  const Duration wait = request + path.repair_time(1, state.is_losing, input.random);
  if (wait > Duration{}) {
    return Delay{wait};
  }
  return Pass{};
}

}  // namespace firedrill::faults
