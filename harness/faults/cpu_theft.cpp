#include "harness/faults/cpu_theft.hpp"

#include "harness/text/bounded.hpp"

namespace firedrill::faults {

CpuTheft CpuTheft::parse(ObjectReader& reader) {
  reader.raw("factor").required();
  return {.factor = number_in(reader, "factor", {.least = 1, .most = 1000}).value_or(1)};
}

Verdict CpuTheft::decide(State& /*state*/, const DecideInput& /*input*/) const {
  return SlowWork{factor};
}

}  // namespace firedrill::faults
