#include "harness/faults/pager_throttled.hpp"

#include "harness/text/bounded.hpp"

namespace firedrill::faults {

PagerThrottled PagerThrottled::parse(ObjectReader& reader) {
  return {
      .allows = reader.integer("allows", {.least = 0, .most = 1'000'000'000}).required(),
      .per = duration_in(reader,
                         "per",
                         {.least = std::chrono::milliseconds{1}, .most = std::chrono::hours{24}})
                 .value_or(std::chrono::minutes{1})};
}

PageVerdict PagerThrottled::on_page(State& state, Instant now) const {
  if (!state.ends || *state.ends <= now) {
    state = {.ends = now + per};
  }
  if (state.taken == allows) {
    return {.lost = true};
  }
  ++state.taken;
  return {};
}

}  // namespace firedrill::faults
