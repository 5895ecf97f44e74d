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
  const std::string of = population.empty() ? "" : " of " + population;
  const std::string which = population.empty() ? "all" : "the";
  Plan plan{.stages = {{.operations = {SetShedding{.population = population, .share = share}}}}};
  plan.what = fmt::format("turn away {} of {} requests{}", ratio_text(share), which, of);
  if (lasts) {
    plan.what += " for " + brief(*lasts);
    plan.afterwards = Stage{.takes = *lasts,
                            .operations = {SetShedding{.population = population, .share = 0}},
                            .what = fmt::format("no request{} is turned away any more", of)};
  }
  return plan;
}

}  // namespace firedrill::actions
