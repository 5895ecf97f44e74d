#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include "harness/control/history.hpp"
#include "harness/core/units.hpp"
#include "harness/engine/scheduler.hpp"
#include "harness/engine/world.hpp"
#include "harness/promql/sample_store.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// Scrapes every target of the World on its grid, as Prometheus does: a failed or late scrape gives
/// up=0 and ends the target's series (stale markers), and so does a series that a target no longer
/// exposes. Sample times are those of the grid, in ms since the epoch: starts_at plus incident
/// time.
class Scraper {
 public:
  Scraper(Scheduler& scheduler, World& world, promql::SampleStore& store, const Scenario& scenario);

  /// Begins at the next point of each target's grid; `seed` draws the grids when they are random.
  void start(Seed seed);

  /// A scrape that is due while this says true of its target is left out. Asked once for each.
  void pause_while(std::function<bool(std::size_t target)> is_down) {
    is_down_ = std::move(is_down);
  }

  /// Ends the time before the incident: what was scraped so far gets a past as long as the queries
  /// look back; false if that takes too many samples.
  bool release_history(const Reach& reach);

  /// Runs the task once no scrape is under way: at once, or when the last one has completed.
  void when_idle(Task task);

  std::int64_t timestamp_ms(Instant instant) const;

  Duration interval() const { return monitoring_.scrape_interval; }

  /// When scrapes began of late, each time once, the oldest first; ms since the epoch.
  const std::deque<std::int64_t>& recent() const { return recent_; }

  std::size_t targets() const { return targets_.size(); }

  /// How many targets did not answer their last scrape.
  std::size_t unanswered() const;

 private:
  struct Exposed {
    promql::Labels labels;
    promql::SeriesId series{};
  };

  struct Target {
    promql::SeriesId up{};
    std::vector<Exposed> exposed = {};  ///< by the last scrape that was answered
    std::uint64_t scrapes = 0;          ///< begun
    std::uint64_t finished = 0;         ///< number of the last one that was answered or given up
    Instant began{};
    TaskId give_up{};
    bool answers = true;  ///< the last one was answered
  };

  static constexpr std::size_t most_recent = 4096;

  void scrape(std::size_t index);
  void finish(std::size_t index, std::uint64_t number, const ScrapeResult& result);
  void store_samples(Target& target, std::int64_t t_ms, const std::vector<ScrapedSample>& samples);
  void mark_stale(const std::vector<Exposed>& before,
                  const std::vector<Exposed>& now,
                  std::int64_t t_ms);
  void append(promql::SeriesId series, promql::Point point);

  Scheduler& scheduler_;
  World& world_;
  promql::SampleStore& store_;
  std::int64_t starts_at_ms_;
  Monitoring monitoring_;
  std::function<bool(std::size_t target)> is_down_;
  std::vector<Target> targets_;
  std::deque<std::int64_t> recent_;
  std::size_t under_way_ = 0;
  std::vector<Task> when_idle_;
  bool before_ = true;  ///< until release_history(): samples are held back
  History history_;
};

}  // namespace firedrill::control
