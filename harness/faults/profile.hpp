#pragma once

#include <string>
#include <variant>
#include <vector>

#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"
#include "harness/text/reader.hpp"

namespace firedrill {

/// How a share of the requests changes while a fault lasts. Shares are in [0, 1], times on the
/// incident clock.
namespace profiles {

/// The whole share all the time.
struct Steady {};

/// Evenly from one share to the other, which then stays.
/// {"ramp": {"over": "5m", "from": "10%", "to": "80%"}}; from 0 to 1 by default.
struct Ramp {
  Duration over{};
  double from = 0;
  double to = 1;
};

/// One share after the other, each until the next; before the first: none.
/// {"steps": [{"after": "1m", "share": "10%"}, {"after": "5m", "share": "50%"}]}
struct Steps {
  struct Step {
    Duration after{};
    double share = 0;
  };

  std::vector<Step> steps;  ///< in the order of their times
};

/// Swings between 0, where it begins, and 1, half a period later.
/// {"sine": {"period": "10m"}}
struct Sine {
  Duration period{};
};

}  // namespace profiles

/// The share of the requests that a fault looks at. All others pass as if it were not there: they
/// are not delayed, and not counted by it.
struct Profile {
  using Shape = std::variant<profiles::Steady, profiles::Ramp, profiles::Steps, profiles::Sine>;

  double share = 1;  ///< in [0, 1]; the shape's shares are of this one
  Shape shape = {};

  /// Keys "share" and "profile".
  static Profile parse(ObjectReader& reader);

  /// Every request, from the first to the last.
  bool takes_all() const { return share >= 1 && std::holds_alternative<profiles::Steady>(shape); }

  /// In [0, 1], so long after the fault began (incident clock, not negative). The same bits on
  /// every machine; of a sine the error is below 1e-15.
  double share_at(Duration elapsed) const;

  /// Whether the fault looks at one request: one draw, unless it looks at all.
  bool takes(Duration elapsed, Rng& random) const {
    return takes_all() || random.unit() < share_at(elapsed);
  }
};

/// Completes "error_rate on shop, ...": "30% of the requests". Requires !takes_all().
std::string described(const Profile& profile);

}  // namespace firedrill
