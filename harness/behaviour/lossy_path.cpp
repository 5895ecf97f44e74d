#include "harness/behaviour/lossy_path.hpp"

#include <algorithm>

namespace firedrill {
namespace {

constexpr std::size_t duplicate_acks = 3;
constexpr int most_retries = 15;
constexpr Duration longest_rto = std::chrono::minutes(2);

}  // namespace

Duration LossyPath::repair_time(std::size_t packets,
                                std::optional<bool>& is_losing,
                                Rng& random) const {
  // So that the share of bad times is `lost`, whatever the burst: with 1, each is lost by itself.
  const double recovers = std::min(1 / static_cast<double>(burst), 1 - lost);
  const double turns_bad = lost < 1 ? recovers * lost / (1 - lost) : 1;
  Duration longest{};
  for (std::size_t packet = 0; packet < packets; ++packet) {
    const double stays_or_turns = is_losing == true ? 1 - recovers : turns_bad;
    is_losing = random.unit() < (is_losing ? stays_or_turns : lost);
    if (!*is_losing) {
      continue;
    }
    const bool is_noticed = packets - packet > duplicate_acks;
    Duration timeout = is_noticed ? Duration{} : rto;
    Duration repair = is_noticed ? round_trip : rto;
    for (int retry = 0; retry < most_retries && random.unit() < lost; ++retry) {
      timeout = std::max(rto, std::min(2 * timeout, longest_rto));
      repair += timeout;
    }
    longest = std::max(longest, repair);
  }
  return longest;
}

}  // namespace firedrill
