#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "harness/core/time.hpp"

namespace firedrill {

/// Whether an incident may wake somebody.
enum class Urgency : std::uint8_t {
  high,
  low,  ///< never escalates by itself
};

/// What happens to an incident that is left alone. Incident clock.
struct EscalationPolicy {
  std::span<const Duration> escalates_after;  ///< for each level, in order; never empty
  std::uint32_t loops = 0;                    ///< how often the levels are gone through again
  /// Acknowledged for so long, it is triggered again; none: never.
  std::optional<Duration> acknowledgement_timeout = {};
  /// Open for so long, it is closed, acknowledged or not; none: never.
  std::optional<Duration> auto_resolve_timeout = {};
};

/// The pager's incident of one dedup key. The first trigger opens it at the first level; while it
/// is open further triggers only count (no new page, acknowledged or not); a trigger after it was
/// resolved opens the next incident. Acknowledging stops the escalation until the acknowledgement
/// times out, after which the level that it had reached waits its whole time anew. Acknowledging or
/// resolving what is not open is dropped without an error.
/// Source: PagerDuty Events API v2 (dedup_key), escalation policies (escalation_delay, num_loops,
/// exhaust_escalation_path) and services (acknowledgement_timeout, auto_resolve_timeout). PagerDuty
/// does not say what comes first of an auto-resolve and another timeout of the same instant: here
/// the former.
class Page {
 public:
  enum class Status : std::uint8_t {
    none,
    triggered,
    acknowledged,
    resolved
  };

  /// What time brought about.
  enum class Step : std::uint8_t {
    not_due,
    next_level,      ///< page level() now
    exhausted,       ///< every level and loop was tried: nobody else will be paged
    unacknowledged,  ///< triggered again: page level() now, and whoever had acknowledged
    resolved,        ///< it was open for too long
  };

  Status status() const { return status_; }

  bool open() const { return status_ == Status::triggered || status_ == Status::acknowledged; }

  Urgency urgency() const { return urgency_; }

  std::size_t level() const { return level_; }

  std::uint32_t loop() const { return loop_; }

  std::uint32_t incident() const { return incident_; }  ///< 1, 2, ... for this key; 0: none yet

  std::uint32_t triggers() const { return triggers_; }  ///< of this incident

  /// When advance() is due; nullopt if it never will be.
  std::optional<Instant> due() const;

  /// When the next level is, if nobody acknowledges before; nullopt: never.
  std::optional<Instant> escalates_at() const { return escalates_at_; }

  /// When the acknowledgement does not count any more; nullopt: never, or there is none.
  std::optional<Instant> times_out_at() const { return times_out_at_; }

  /// When it is closed; nullopt: never.
  std::optional<Instant> resolves_at() const { return resolves_at_; }

  /// True if this opened an incident, so that level() is to be paged.
  bool trigger(const EscalationPolicy& policy, Urgency urgency, Instant now);
  /// True if it was triggered and is acknowledged now.
  bool acknowledge(const EscalationPolicy& policy, Instant now);
  /// True if it was open and is resolved now.
  bool resolve();
  /// To be called at due().
  Step advance(const EscalationPolicy& policy, Instant now);
  /// Nobody can be paged at level(): next_level or exhausted, without a wait and whatever the
  /// urgency. A whole round of skipped levels is exhausted, even if there are loops left.
  Step skip(const EscalationPolicy& policy, Instant now);

 private:
  Step next(const EscalationPolicy& policy, Instant now);
  void assign(const EscalationPolicy& policy, std::size_t level, Instant now);

  Status status_ = Status::none;
  Urgency urgency_ = Urgency::high;
  std::size_t level_ = 0;
  std::size_t skipped_ = 0;  ///< levels, one after the other
  std::uint32_t loop_ = 0;
  std::uint32_t incident_ = 0;
  std::uint32_t triggers_ = 0;
  std::optional<Instant> escalates_at_ = {};
  std::optional<Instant> times_out_at_ = {};  ///< the acknowledgement
  std::optional<Instant> resolves_at_ = {};
};

}  // namespace firedrill
