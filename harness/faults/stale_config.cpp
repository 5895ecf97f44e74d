#include "harness/faults/stale_config.hpp"

#include "harness/faults/reply_keys.hpp"

namespace firedrill::faults {

StaleConfig StaleConfig::parse(ObjectReader& reader) {
  return {.reply = read_reply(reader)};
}

Verdict StaleConfig::decide(State& state, const DecideInput& input) const {
  const Duration age =
      input.on_edge ? input.caller_age.value_or(input.lasted) : input.now - state.since;
  if (age < input.lasted) {
    return Pass{};
  }
  return Reply{.status = reply};
}

}  // namespace firedrill::faults
