#include "tests/support/hostile_world.hpp"

#include <array>
#include <utility>

namespace firedrill::tests {

HostileWorld::HostileWorld(Scheduler& scheduler, Seed seed, Hostility hostility)
    : scheduler_(scheduler),
      random_(stream(seed, "test/hostile_world")),
      hostility_(hostility) {}

void HostileWorld::start(WorldListener /*listener*/, Completion done) {
  scheduler_.after(delay(), [done = std::move(done)] { done({}); });
}

void HostileWorld::perform(const Operation& /*operation*/, EventId /*cause*/, Completion done) {
  ++asked;
  if (happens(hostility_.silent)) {
    return;
  }
  scheduler_.after(delay(), [this, done = std::move(done), result = result()] {
    ++answered;
    done(result);
  });
}

void HostileWorld::scrape(std::size_t target, ScrapeCompletion done) {
  if (happens(hostility_.silent)) {
    return;
  }
  ScrapeResult seen{.up = !happens(hostility_.down), .samples = {}};
  if (seen.up) {
    const ScrapeTarget& scraped = targets.at(target);
    const promql::Labels labels{
        {"__name__", "hostile_metric"}, {"instance", scraped.instance}, {"job", scraped.job}};
    seen.samples.push_back({.labels = labels, .value = static_cast<double>(random_.below(1000))});
  }
  scheduler_.after(delay(), [done = std::move(done), seen] { done(seen); });
}

/// At once now and then, so that the usual order happens too.
Duration HostileWorld::delay() {
  return happens(0.3) ? Duration::zero() : random_.between(Duration::zero(), hostility_.longest);
}

bool HostileWorld::happens(double share) {
  return random_.unit() < share;
}

OperationResult HostileWorld::result() {
  if (happens(hostility_.ok)) {
    return {};
  }
  constexpr std::array<Outcome, 5> others{
      Outcome::refused, Outcome::partial, Outcome::no_effect, Outcome::failed, Outcome::timed_out};
  return {.outcome = others.at(random_.below(others.size())), .detail = "the world is hostile"};
}

}  // namespace firedrill::tests
