#include "harness/faults/quota.hpp"

#include "harness/faults/reply_keys.hpp"
#include "harness/text/bounded.hpp"

namespace firedrill::faults {
namespace {

constexpr Duration shortest_window = std::chrono::milliseconds(1);
constexpr Duration longest_window = std::chrono::hours(24);

}  // namespace

Quota Quota::parse(ObjectReader& reader) {
  return {.allows = reader.integer("allows", {.least = 0, .most = 1'000'000'000}).required(),
          .per = duration_in(reader, "per", {.least = shortest_window, .most = longest_window})
                     .value_or(std::chrono::minutes(1)),
          .reply = read_reply(reader, 429)};
}

Verdict Quota::decide(State& state, const DecideInput& input) const {
  if (!state.ends || *state.ends <= input.now) {
    state = {.ends = input.now + per};
  }
  if (state.taken < allows) {
    ++state.taken;
    return Pass{};
  }
  return Reply{.status = reply,
               .retry_after = std::chrono::ceil<std::chrono::seconds>(*state.ends - input.now)};
}

}  // namespace firedrill::faults
