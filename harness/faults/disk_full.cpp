#include "harness/faults/disk_full.hpp"

#include "harness/faults/reply_keys.hpp"

namespace firedrill::faults {

DiskFull DiskFull::parse(ObjectReader& reader) {
  return {.fills_in = reader.duration("fills_in").value_or(Duration::zero()),
          .writes = *Probability::from(reader.ratio("writes").value_or(1)),
          .reply = read_reply(reader)};
}

Verdict DiskFull::decide(State& /*state*/, const DecideInput& input) const {
  if (input.lasted >= fills_in && input.random.chance(writes)) {
    return Reply{.status = reply};
  }
  return Pass{};
}

}  // namespace firedrill::faults
