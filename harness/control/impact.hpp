#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/control/timeline.hpp"
#include "harness/journal/journal.hpp"
#include "harness/journal/traffic.hpp"

namespace firedrill::control {

/// The truth about impact, from what clients got and from nothing else: never from alerts, never
/// from what controllers believe. A population is in breach when, over the last ImpactRule::window,
/// at least `at_least_bad` of its responses and more than `above_ratio` of them were bad; there is
/// impact while any population is in breach. Windows are whole seconds and slide by one. A window
/// in which a population that was hurt got no answer at all proves nothing: it neither mitigates
/// nor recovers, and clients are well from their first answer after it at the earliest.
///
/// Records impact_started (happened: the first bad response of the first such window), mitigated
/// (happened: the start of the first window below, or the remedy that came within its first second)
/// and recovered (the same instant, once it has held for `recovered_after`).
class ImpactMonitor {
 public:
  ImpactMonitor(Timeline& timeline, const ImpactRule& rule) : timeline_(timeline), rule_(rule) {}

  /// From the World, at or soon after the end of the record's second.
  void on_traffic(const TrafficRecord& record);

  /// Drops what was told of seconds before the window that ends at `end`.
  void forget_before_window(Instant end);

  /// Judges the window that ends at `end`, a whole second. All traffic before it must have been
  /// told.
  void judge_window(Instant end);

  /// At the end of the run, after its last window: counts what was told of the instant `end` too,
  /// the requests without an answer above all. May open an impact or keep one open, and ends none.
  void judge_end(Instant end);

  /// The impact_started event of the open window; none while there is no impact.
  EventId open_impact() const { return phase_ == Phase::none ? EventId::none : impact_; }

  /// The first bad response of a population in the last judged window; it must have had one.
  Instant first_bad(const std::string& population) const;

  /// Share of bad responses of a population in the last judged window, or of those told since an
  /// instant that have not been forgotten; nullopt without responses.
  std::optional<double> bad_ratio(const std::string& population,
                                  Instant since = Instant::min()) const;

 private:
  enum class Phase {
    none,
    impact,
    mitigated
  };

  struct Second {
    Instant start{};
    std::uint64_t bad = 0;
    std::uint64_t total = 0;  ///< good + bad; shed requests are an outcome of their own
    std::optional<Instant> first_bad;
    std::vector<CauseTally> causes;
    std::vector<std::pair<std::string, std::uint64_t>> bad_outcomes;
  };

  struct Window {
    std::uint64_t bad = 0;
    std::uint64_t total = 0;
    std::optional<Instant> first_bad;
  };

  Window window_of(const std::vector<Second>& seconds, Instant since = Instant::min()) const;
  bool in_breach(const Window& window) const;
  std::vector<std::string> populations_in_breach() const;
  void in_impact(const std::vector<std::string>& populations, Instant end);
  void open(const std::vector<std::string>& populations, Instant end);
  Instant first_answer() const;
  Instant first_well_second(Instant end) const;
  void mitigate(Instant start);
  void recover();

  Timeline& timeline_;
  ImpactRule rule_;
  std::map<std::string, std::vector<Second>> seconds_;  ///< of the window, by population
  Phase phase_ = Phase::none;
  std::set<std::string> hurt_;  ///< populations in breach at some time of the impact
  bool after_silence_ = false;  ///< since the last breach, nobody of some population got an answer
  EventId impact_ = EventId::none;
  EventId mitigation_ = EventId::none;
  Instant well_since_{};  ///< start of the first window below
  Instant mitigated_at_{};
  Instant not_before_{};  ///< impact cannot have begun before t = 0, or before the last one ended
};

/// The last event by that instant that can have ended this impact: an action that finished or a
/// fault cleared, which answers the impact, undoes what led to it, or is about the same service.
/// Of a rollout that waits for the next start of its replicas it is what has started them.
/// None if there is no such event: what was done elsewhere meanwhile is no remedy.
EventId last_remedy(const std::vector<Event>& events, EventId impact, Instant by);

}  // namespace firedrill::control
