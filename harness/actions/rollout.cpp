#include "harness/actions/rollout.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace firedrill {
namespace {

constexpr std::array<std::pair<std::string_view, bool>, 2> rollouts{
    {{"all_at_once", false}, {"rolling", true}}};

constexpr std::array<std::pair<std::string_view, TakesEffect>, 3> effects{
    {{"at_end", TakesEffect::at_end},
     {"per_batch", TakesEffect::per_batch},
     {"on_restart", TakesEffect::on_restart}}};

constexpr std::array<std::pair<std::string_view, InFlight>, 2> ways_in_flight{
    {{"finish", InFlight::finish}, {"drop", InFlight::drop}}};

constexpr std::int64_t most_batches = 1000;

}  // namespace

Batching Batching::parse(ObjectReader& reader) {
  Batching parsed;
  parsed.rolling = reader.choice<bool>("rollout", rollouts).value_or(false);
  const auto batches = reader.integer("batches", {.least = 2, .most = most_batches}).optional();
  if (batches) {
    parsed.batches = static_cast<std::size_t>(*batches);
  }
  if (batches && !parsed.rolling) {
    reader.error("batches", R"("batches" needs "rollout": "rolling")");
  }
  return parsed;
}

std::vector<ReplicaRange> Batching::split(const std::string& service, std::size_t replicas) const {
  const std::size_t all = count(replicas);
  std::vector<ReplicaRange> ranges;
  for (std::size_t i = 0; i < all; ++i) {
    const std::size_t first = replicas * i / all;
    const std::size_t next = replicas * (i + 1) / all;
    ranges.push_back({.service = service, .first = first, .count = next - first});
  }
  return ranges;
}

std::string Batching::described(std::size_t replicas) const {
  return rolling ? fmt::format("in {} batches", count(replicas)) : "all at once";
}

std::size_t Batching::count(std::size_t replicas) const {
  return rolling ? std::clamp<std::size_t>(batches.value_or(replicas), 1, replicas) : 1;
}

Rollout Rollout::parse(ObjectReader& reader) {
  const Batching batching = Batching::parse(reader);
  const TakesEffect usual = batching.rolling ? TakesEffect::per_batch : TakesEffect::at_end;
  return {
      .batching = batching,
      .takes = reader.duration("takes").value_or(Duration::zero()),
      .takes_effect = reader.choice<TakesEffect>("takes_effect", effects).value_or(usual),
      .in_flight = reader.choice<InFlight>("in_flight", ways_in_flight).value_or(InFlight::finish)};
}

std::string VersionChange::described() const {
  return fmt::format("{} {} -> {}", service, from, to);
}

std::vector<Stage> stages_of(const Rollout& rollout, const VersionChange& change) {
  const bool waits = rollout.takes_effect == TakesEffect::on_restart;
  const Batching batching =
      rollout.takes_effect == TakesEffect::at_end ? Batching{} : rollout.batching;
  const std::vector<ReplicaRange> ranges = batching.split(change.service, change.replicas);
  std::vector<Stage> stages;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const ReplicaRange& range = ranges[i];
    const Install install{.replicas = range,
                          .version = change.to,
                          .activation = waits ? Activation::on_restart : Activation::now,
                          .in_flight = rollout.in_flight,
                          .purpose = change.purpose};
    stages.push_back({.takes = share_of(rollout.takes, i + 1, ranges.size()) -
                               share_of(rollout.takes, i, ranges.size()),
                      .operations = {install},
                      .what = fmt::format("{} {} on {} of {} {}{}",
                                          change.described(),
                                          waits ? "is installed" : "takes effect",
                                          range.first + range.count,
                                          change.replicas,
                                          change.replicas == 1 ? "replica" : "replicas",
                                          waits ? ", to run from their next start" : "")});
  }
  return stages;
}

Duration share_of(Duration whole, std::size_t done, std::size_t all) {
  const auto parts = static_cast<Duration::rep>(all);
  const auto count = static_cast<Duration::rep>(done);
  return whole / parts * count + whole % parts * count / parts;
}

}  // namespace firedrill
