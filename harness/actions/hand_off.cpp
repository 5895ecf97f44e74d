#include "harness/actions/hand_off.hpp"

namespace firedrill::actions {

HandOff HandOff::parse(ObjectReader& reader) {
  return {.to = reader.string("to").required(),
          .takes = reader.duration("takes").value_or(Duration::zero())};
}

Plan HandOff::plan(std::string_view /*step*/, const Fleet& /*fleet*/) const {
  return {.stages = {{.takes = takes}}, .what = "to " + to, .done = to + " takes over"};
}

}  // namespace firedrill::actions
