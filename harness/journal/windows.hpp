#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/journal/journal.hpp"

namespace firedrill {

/// A time in which an alert fired. A report by customers or by a person is a moment, not a state.
struct Firing {
  const Event* event = nullptr;  ///< alert_firing; lives as long as the journal
  Instant begin{};
  Instant end{};  ///< resolved, or the end of the run
  bool resolved = false;
};

/// All of them, by the time at which they began.
std::vector<Firing> firings(const Journal& journal);

struct PopulationImpact {
  std::string population;
  std::uint64_t good = 0;
  std::uint64_t bad = 0;
  std::uint64_t shed = 0;
  /// The worst share of bad responses over ImpactRule::window. Shed requests count neither way.
  double peak_error_ratio = 0;
};

/// One time in which clients were hurt, from impact_started to recovered.
struct ImpactWindow {
  static constexpr std::string_view undetected = "nobody";

  EventId started = EventId::none;
  EventId recovered = EventId::none;  ///< none: still open when the run ended
  Instant start{};
  Instant end{};  ///< when it was over in truth; the end of the run if it never was
  /// When it was first below the limit; it may have come back before it recovered.
  std::optional<Instant> mitigated = {};
  /// Of an open one: clients are well from here to the end of the run, too short to be recovered.
  std::optional<Instant> calm_since = {};

  double peak_error_ratio = 0;  ///< of the population that was hurt most
  std::vector<std::pair<std::string, std::uint64_t>> by_code =
      {};                                            ///< bad responses, sorted by code
  std::vector<PopulationImpact> by_population = {};  ///< as in the header

  EventId detection = EventId::none;     ///< the first alert_firing in it, or still firing
  std::optional<Instant> detected = {};  ///< not before `start`
  std::string detected_by{undetected};   ///< "alert", "customers", a person's name

  std::uint64_t pages = 0;  ///< delivered because of it

  bool open() const { return recovered == EventId::none; }
};

/// Every impact of the run, by start. They do not overlap.
std::vector<ImpactWindow> impact_windows(const Journal& journal);

}  // namespace firedrill
