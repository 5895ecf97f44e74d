#include "tests/contract/fault_stage.hpp"

#include <algorithm>
#include <string_view>

#include "harness/engine/traffic_ledger.hpp"
#include "tests/support/text_search.hpp"

namespace firedrill::tests {
namespace {

bool is_one_of(std::string_view outcome, const std::vector<std::uint16_t>& codes) {
  return std::any_of(codes.begin(), codes.end(), [&](std::uint16_t code) {
    return outcome_name(code) == outcome;
  });
}

/// Adds what one sample of the histogram of calls says.
void add(CallCounts& counts, const ScrapedSample& sample, const PlayedFault& played) {
  const std::string_view name = sample.labels.get(promql::name_label);
  const std::string_view outcome = sample.labels.get("code");
  const bool is_wanted = outcome == outcome_name(played.outcome);
  if (name == "calls_count") {
    counts.all += sample.value;
    counts.succeeded += outcome == outcome_name(200) ? sample.value : 0;
    counts.also += is_one_of(outcome, played.also) ? sample.value : 0;
    counts.wanted += is_wanted ? sample.value : 0;
    counts.too_long += is_wanted && !played.took.at_most.empty() ? sample.value : 0;
  } else if (name == "calls_bucket" && is_wanted) {
    const std::string_view bound = sample.labels.get("le");
    counts.too_short += bound == played.took.more_than ? sample.value : 0;
    counts.too_long -= bound == played.took.at_most ? sample.value : 0;
  }
}

}  // namespace

CallsSeen::CallsSeen(Stage& stage, const PlayedFault& played)
    : stage_(stage),
      played_(played),
      to_provider_(contains(played.keys, "identity\"")),
      before_(total()) {}

CallCounts CallsSeen::total() const {
  CallCounts counts;
  const std::string_view callee = to_provider_ ? "identity" : "server";
  for (const ScrapedSample& sample : stage_.scrape(to_provider_ ? "server-0" : "edge-0").samples) {
    if (sample.labels.get("to") == callee) {
      add(counts, sample, played_);
    }
  }
  return counts;
}

CallCounts CallsSeen::now() const {
  const CallCounts total = this->total();
  return {.all = total.all - before_.all,
          .succeeded = total.succeeded - before_.succeeded,
          .wanted = total.wanted - before_.wanted,
          .also = total.also - before_.also,
          .too_short = total.too_short - before_.too_short,
          .too_long = total.too_long - before_.too_long};
}

}  // namespace firedrill::tests
