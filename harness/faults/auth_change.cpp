#include "harness/faults/auth_change.hpp"

#include <array>
#include <utility>

namespace firedrill::faults {
namespace {

using NamedChanges = std::array<std::pair<std::string_view, std::size_t>, provider_changes.size()>;

constexpr NamedChanges named_changes() {
  NamedChanges named{};
  for (std::size_t place = 0; place < named.size(); ++place) {
    named.at(place) = {provider_changes.at(place).name, place};
  }
  return named;
}

}  // namespace

AuthChange AuthChange::parse(ObjectReader& reader) {
  static constexpr NamedChanges names = named_changes();
  return {.change = reader.choice<std::size_t>("change", names).required()};
}

Verdict AuthChange::decide(State& /*state*/, const DecideInput& input) const {
  const ProviderChange& made = provider_changes.at(change);
  if (!made.strikes(input.endpoint)) {
    return Pass{};
  }
  return Reply{.status = made.status, .change = &made};
}

}  // namespace firedrill::faults
