#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "harness/core/time.hpp"

namespace firedrill {

/// When an incident that nobody acknowledges goes on to the next level. Incident clock.
struct EscalationPolicy {
  std::span<const Duration> escalates_after;  ///< for each level, in order; never empty
  std::uint32_t loops = 0;                    ///< how often the levels are gone through again
};

/// The pager's incident of one dedup key. The first trigger opens it at the first level; while it
/// is open further triggers only count (no new page, acknowledged or not); a trigger after it was
/// resolved opens the next incident. Acknowledging stops the escalation; acknowledging or resolving
/// what is not open is dropped without an error.
/// Source: PagerDuty Events API v2 (dedup_key) and escalation policies (escalation_delay,
/// num_loops, exhaust_escalation_path).
class Page {
 public:
  enum class Status : std::uint8_t {
    none,
    triggered,
    acknowledged,
    resolved
  };

  /// What escalate() came to.
  enum class Escalation : std::uint8_t {
    not_due,
    next_level,  ///< page level() now
    exhausted,   ///< every level and loop was tried: nobody else will be paged
  };

  Status status() const { return status_; }

  bool open() const { return status_ == Status::triggered || status_ == Status::acknowledged; }

  std::size_t level() const { return level_; }

  std::uint32_t loop() const { return loop_; }

  std::uint32_t incident() const { return incident_; }  ///< 1, 2, ... for this key; 0: none yet

  std::uint32_t triggers() const { return triggers_; }  ///< of this incident

  /// When escalate() is due; nullopt if it never will be.
  std::optional<Instant> escalates_at() const { return escalates_at_; }

  /// True if this opened an incident, so that level() is to be paged.
  bool trigger(const EscalationPolicy& policy, Instant now);
  /// True if it was triggered and is acknowledged now.
  bool acknowledge();
  /// True if it was open and is resolved now.
  bool resolve();
  /// To be called at escalates_at().
  Escalation escalate(const EscalationPolicy& policy, Instant now);

 private:
  void assign(const EscalationPolicy& policy, std::size_t level, Instant now);

  Status status_ = Status::none;
  std::size_t level_ = 0;
  std::uint32_t loop_ = 0;
  std::uint32_t incident_ = 0;
  std::uint32_t triggers_ = 0;
  std::optional<Instant> escalates_at_ = {};
};

}  // namespace firedrill
