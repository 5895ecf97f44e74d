#include "harness/actions/rotate_keys.hpp"

#include <fmt/format.h>

#include "harness/text/duration.hpp"

namespace firedrill::actions {

RotateKeys RotateKeys::parse(ObjectReader& reader) {
  return {.service = reader.string("service").required(),
          .overlap = reader.duration("overlap").value_or(Duration::zero())};
}

Plan RotateKeys::plan(std::string_view /*step*/, const Fleet& fleet) const {
  if (!fleet.services.contains(service)) {
    return refused(fmt::format("there is no service {}", service));
  }
  const std::string old_key = overlap > Duration::zero() ? "stays for " + brief(overlap)
                                                         : std::string{"is withdrawn at once"};
  return {.stages = {{.operations = {RotateSigningKeys{.provider = service, .overlap = overlap}}}},
          .what = fmt::format("{} signs with a new key, the old one {}", service, old_key)};
}

}  // namespace firedrill::actions
