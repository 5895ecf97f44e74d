#include "harness/behaviour/lossy_path.hpp"

#include <algorithm>

namespace firedrill {
namespace {

constexpr std::size_t duplicate_acks = 3;
constexpr int most_retries = 15;
constexpr Duration longest_rto = std::chrono::minutes(2);

}  // namespace

Duration LossyPath::repair_time(std::size_t packets, bool& is_losing, Rng& random) const {
  const double recovers = 1 / static_cast<double>(burst);
  // So that the share of bad times is `lost`, whatever the burst.
  const double turns_bad = lost < 1 ? std::min(1.0, recovers * lost / (1 - lost)) : 1;
  const double stays_bad = lost < 1 ? 1 - recovers : 1;
  Duration longest{};
  for (std::size_t packet = 0; packet < packets; ++packet) {
    is_losing = random.unit() < (is_losing ? stays_bad : turns_bad);
    if (!is_losing) {
      continue;
    }
    Duration timeout = rto;
    Duration repair = packets - packet > duplicate_acks ? round_trip : timeout;
    for (int retry = 0; retry < most_retries && random.unit() < lost; ++retry) {
      timeout = std::max(rto, std::min(2 * timeout, longest_rto));
      repair += timeout;
    }
    longest = std::max(longest, repair);
  }
  return longest;
}

}  // namespace firedrill
