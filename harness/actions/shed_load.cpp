#include "harness/actions/shed_load.hpp"

#include <fmt/format.h>

#include "harness/text/duration.hpp"
#include "harness/text/quantity.hpp"

namespace firedrill::actions {

ShedLoad ShedLoad::parse(ObjectReader& reader) {
  return {.population = reader.string("population").value_or(""),
          .share = reader.ratio("share").required(),
          .lasts = reader.duration("for").optional()};
}

Plan ShedLoad::plan(std::string_view /*step*/, const Fleet& /*fleet*/) const {
  const std::string whose = population.empty() ? "all requests" : population;
  Plan plan{.stages = {{.operations = {SetShedding{.population = population, .share = share}}}}};
  plan.what = fmt::format("turn away {} of {}", ratio_text(share), whose);
  if (lasts) {
    plan.what += " for " + to_clock_text(*lasts);
    plan.afterwards = Stage{.takes = *lasts,
                            .operations = {SetShedding{.population = population, .share = 0}},
                            .what = "nothing is turned away any more of " + whose};
  }
  return plan;
}

}  // namespace firedrill::actions
