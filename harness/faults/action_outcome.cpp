#include "harness/faults/action_outcome.hpp"

#include <cstdint>

namespace firedrill::faults {
namespace {

constexpr std::int64_t most_replicas = 1000;

}  // namespace

ActionOutcome ActionOutcome::parse(ObjectReader& reader) {
  ActionOutcome read{.step = reader.string("step").required(),
                     .outcome = reader.choice<End>("outcome", ends).required()};
  const auto changes = reader.integer("changes", {.least = 1, .most = most_replicas}).value_or(1);
  read.changes = static_cast<std::size_t>(changes);
  if (reader.has("changes") && reader.has("outcome") && read.outcome != End::partial) {
    reader.error("changes", R"("changes" is for the outcome "partial": all others change nothing)");
  }
  const bool goes_astray = read.outcome == End::wrong_target && reader.has("outcome");
  read.instead =
      goes_astray ? reader.string("instead").required() : reader.string("instead").value_or("");
  if (reader.has("instead") && !goes_astray && reader.has("outcome")) {
    reader.error("instead", R"("instead" is for the outcome "wrong_target")");
  }
  return read;
}

}  // namespace firedrill::faults
