#include "harness/control/scraper.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "harness/core/rng.hpp"

namespace firedrill::control {
namespace {

/// Prometheus' default scrape_timeout.
constexpr Duration longest_scrape = std::chrono::seconds{10};

/// The first point of the grid "offset + k * interval" at or after an instant.
Instant next_on_grid(Instant from, Duration interval, Duration offset) {
  const Duration since = from.time_since_epoch() - offset;
  Duration::rep periods = since / interval;
  if (interval * periods < since) {
    ++periods;
  }
  return Instant{offset + interval * periods};
}

promql::Labels up_labels(const ScrapeTarget& target) {
  return {
      {std::string(promql::name_label), "up"}, {"instance", target.instance}, {"job", target.job}};
}

/// The counters of blocks "metrics".
std::set<std::string, std::less<>> shown_counters(const Scenario& scenario) {
  std::set<std::string, std::less<>> names;
  const auto add = [&](const ShownMetrics& shown) {
    for (const ShownMetric& metric : shown.metrics) {
      if (metric.as == MetricType::counter) {
        names.insert(metric.name);
      }
    }
  };
  for (const Service& service : scenario.services) {
    add(service.shown);
  }
  for (const Population& population : scenario.traffic) {
    add(population.shown);
  }
  return names;
}

}  // namespace

Scraper::Scraper(Scheduler& scheduler,
                 World& world,
                 promql::SampleStore& store,
                 const Scenario& scenario)
    : scheduler_(scheduler),
      world_(world),
      store_(store),
      starts_at_ms_(promql::to_ms(Duration{scenario.starts_at_unix_ns})),
      monitoring_(scenario.monitoring),
      is_down_([this](std::size_t) { return monitoring_.is_down(scheduler_.now()); }),
      history_(shown_counters(scenario)) {}

std::int64_t Scraper::timestamp_ms(Instant instant) const {
  return starts_at_ms_ + promql::to_ms(instant.time_since_epoch());
}

void Scraper::start(Seed seed) {
  const std::vector<ScrapeTarget> targets = world_.scrape_targets();
  targets_.resize(targets.size());
  for (std::size_t index = 0; index < targets.size(); ++index) {
    if (Result<promql::SeriesId> up = store_.series(up_labels(targets[index]))) {
      targets_[index].up = *up;
    }
    Duration offset{};
    if (monitoring_.random_offset) {
      Rng random = stream(seed, "monitoring/scrape/" + targets[index].instance);
      offset = random.between(Duration{0}, monitoring_.scrape_interval - Duration{1});
    }
    scheduler_.at(next_on_grid(scheduler_.now(), monitoring_.scrape_interval, offset),
                  [this, index] { scrape(index); });
  }
}

void Scraper::scrape(std::size_t index) {
  Target& target = targets_[index];
  const Instant now = scheduler_.now();
  scheduler_.at(now + monitoring_.scrape_interval, [this, index] { scrape(index); });
  if (is_down_(index)) {
    return;
  }
  const std::uint64_t number = ++target.scrapes;
  target.began = now;
  if (recent_.empty() || recent_.back() != timestamp_ms(now)) {
    recent_.push_back(timestamp_ms(now));
  }
  if (recent_.size() > most_recent) {
    recent_.pop_front();
  }
  ++under_way_;
  target.give_up =
      scheduler_.after(std::min(longest_scrape, monitoring_.scrape_interval - Duration{1}),
                       [this, index, number] { finish(index, number, ScrapeResult{}); });
  world_.scrape(
      index, [this, index, number](const ScrapeResult& result) { finish(index, number, result); });
}

void Scraper::finish(std::size_t index, std::uint64_t number, const ScrapeResult& result) {
  Target& target = targets_[index];
  if (number <= target.finished) {
    return;  // it had been given up, or answered, before
  }
  target.finished = number;
  target.answers = result.up;
  scheduler_.cancel(target.give_up);
  const std::int64_t t_ms = timestamp_ms(target.began);
  append(target.up, {t_ms, result.up ? 1.0 : 0.0});
  store_samples(target, t_ms, result.samples);
  if (--under_way_ == 0) {
    for (Task& task : std::exchange(when_idle_, {})) {
      task();
    }
  }
}

void Scraper::store_samples(Target& target,
                            std::int64_t t_ms,
                            const std::vector<ScrapedSample>& samples) {
  // Targets expose the same series in the same order, scrape after scrape: usually nothing is
  // looked up.
  std::vector<Exposed> exposed;
  exposed.reserve(samples.size());
  for (std::size_t at = 0; at < samples.size(); ++at) {
    if (at < target.exposed.size() && target.exposed[at].labels == samples[at].labels) {
      exposed.push_back(target.exposed[at]);
    } else if (Result<promql::SeriesId> series = store_.series(samples[at].labels)) {
      exposed.push_back({samples[at].labels, *series});
    } else {
      continue;  // the store is full
    }
    append(exposed.back().series, {t_ms, samples[at].value});
  }
  mark_stale(target.exposed, exposed, t_ms);
  target.exposed = std::move(exposed);
}

void Scraper::mark_stale(const std::vector<Exposed>& before,
                         const std::vector<Exposed>& now,
                         std::int64_t t_ms) {
  std::vector<promql::SeriesId> alive;
  alive.reserve(now.size());
  for (const Exposed& one : now) {
    alive.push_back(one.series);
  }
  std::sort(alive.begin(), alive.end());
  for (const Exposed& one : before) {
    if (!std::binary_search(alive.begin(), alive.end(), one.series)) {
      store_.append_stale(one.series, t_ms);
    }
  }
}

void Scraper::append(promql::SeriesId series, promql::Point point) {
  if (before_) {
    history_.add(series, point);
  } else {
    store_.append(series, point.t_ms, point.value);
  }
}

bool Scraper::release_history(const Reach& reach) {
  before_ = false;
  return history_.release(store_, reach, monitoring_.scrape_interval);
}

std::size_t Scraper::unanswered() const {
  return static_cast<std::size_t>(std::count_if(
      targets_.begin(), targets_.end(), [](const Target& target) { return !target.answers; }));
}

void Scraper::when_idle(Task task) {
  if (under_way_ == 0) {
    task();
  } else {
    when_idle_.push_back(std::move(task));
  }
}

}  // namespace firedrill::control
