#pragma once

#include <vector>

#include "harness/control/pager.hpp"
#include "harness/control/timeline.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "harness/scenario/scenario.hpp"

namespace firedrill::control {

/// The people on call: each acknowledges a page some time after it was delivered, or never, each
/// page by itself. At night, as their own clocks show it, pages may not wake them: those they find
/// in the morning; and whoever acknowledges may fall asleep over it. A human on call acknowledges
/// by the Desk. What they do then is the scenario's "response", which the Director plays.
class Responders {
 public:
  /// All but the seed must outlive it.
  Responders(Timeline& timeline, Pager& pager, const Scenario& scenario, Seed seed);

 private:
  /// A person's own chances, by streams "responder/<name>/...": of one whom a level describes,
  /// those of acknowledging end in "/<level>".
  struct Chances {
    Rng acknowledges;
    Rng sleeps_through;
    Rng falls_asleep;
  };

  void on_page(const Event& page);
  void sleep_through(const Event& page, std::size_t person);
  void answer(const Event& page, std::size_t person, const std::optional<Distribution>& after);
  void acknowledge(const Event& page, std::size_t person);
  bool is_night(const Person& person) const;
  std::int64_t local_now_s(const Person& person) const;

  Timeline& timeline_;
  Pager& pager_;
  const OnCall& on_call_;
  Duration starts_at_;            ///< t = 0, since the Unix epoch
  std::vector<Chances> chances_;  ///< by person
};

}  // namespace firedrill::control
