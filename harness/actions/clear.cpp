#include "harness/actions/clear.hpp"

#include <fmt/format.h>

namespace firedrill::actions {

Clear Clear::parse(ObjectReader& reader) {
  return {.of = reader.string("of").required()};
}

Plan Clear::plan(std::string_view /*step*/, const Fleet& fleet) const {
  Stage stage;
  if (fleet.faults.contains(of)) {
    stage.operations.emplace_back(EndFault{.id = of});
  } else if (const auto shed = fleet.sheds.find(of); shed != fleet.sheds.end()) {
    stage.operations.emplace_back(SetShedding{.population = shed->second, .share = 0});
  } else {
    return without_effect(fmt::format("{} is not active", of));
  }
  return {.stages = {stage}, .what = fmt::format("end of {}", of), .cancels = of};
}

}  // namespace firedrill::actions
