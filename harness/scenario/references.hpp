#pragma once

#include <string_view>
#include <vector>

#include "harness/scenario/names.hpp"
#include "harness/text/diagnostic.hpp"

namespace firedrill::loading {

/// What a mention should name: `contract "v1" of "identity"`.
struct Wanted {
  std::string_view noun;
  std::string_view owner = {};
};

/// Reports a name that is not among the known ones: `there is no service "servr"; did you mean
/// "server"?`.
bool check_known(const Mention& mention,
                 const Wanted& wanted,
                 const std::vector<std::string_view>& known,
                 Diagnostics& diagnostics);

/// The same for a service of this name; null after reporting that there is none.
const ServiceNames* find_service(const Mention& mention,
                                 const Names& names,
                                 Diagnostics& diagnostics);

/// A service that must be an auth provider.
const ServiceNames* find_provider(const Mention& mention,
                                  const Names& names,
                                  Diagnostics& diagnostics);

/// A step by its id.
const StepName* find_step(const Mention& mention, const Names& names, Diagnostics& diagnostics);
/// The step that this JSON object is; null if it is none.
const StepName* step_at(const Json& json, const Names& names);

/// Anything that an event can be about: a step, alert, person, service or population.
bool check_subject(const Mention& mention, const Names& names, Diagnostics& diagnostics);

}  // namespace firedrill::loading
