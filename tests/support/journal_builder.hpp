#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/journal/journal.hpp"

namespace firedrill::tests {

/// What one population's clients got in each second of [from, to).
struct TrafficSpan {
  std::string population = "clients";
  Duration from{};
  Duration to{};
  std::uint64_t good = 0;  ///< "200", each second
  std::uint64_t bad = 0;   ///< `code`, each second
  std::string code = "500";
  EventId cause = EventId::none;
  Duration bad_latency{};  ///< of the bad ones; zero: not recorded
};

/// A journal written by hand: a complete run of `lasts` unless the test says otherwise.
class JournalBuilder {
 public:
  explicit JournalBuilder(Duration lasts = std::chrono::minutes{45});

  /// Appends with the next id; known when it happened, unless `known` says later.
  EventId event(Duration happened, Event event, Duration known = Duration::min());
  /// An event of that type and nothing else.
  EventId event(Duration happened, EventType type, EventId cause = EventId::none);
  JournalBuilder& traffic(const TrafficSpan& span);
  JournalBuilder& target(TargetDefinition target);
  /// impact_started to `to` within the limit.
  JournalBuilder& target(std::string name, EventType to, Duration limit);
  JournalBuilder& count_target(std::string name, QuantityTarget rule);
  JournalBuilder& fault(FaultTally fault);

  Journal& journal() { return journal_; }

  const Journal& build() const { return journal_; }

 private:
  Journal journal_;
};

/// The seed incident with its exact seconds: deploy at 0, impact 900, alert and page 930,
/// acknowledged 1530, rollback 1830 to 2130, restart to 2250, recovered at 2250 and known at 2320.
/// All five targets are met.
JournalBuilder seed_incident();

/// The same, but nobody restarts the server: rolled back at 2130 and never recovered.
JournalBuilder seed_without_restart();

/// The same traffic and targets without any incident: every target is without data.
JournalBuilder quiet_seed();

/// The bytes of a file in scenarios/.
std::string scenario_text(std::string_view name);

}  // namespace firedrill::tests
