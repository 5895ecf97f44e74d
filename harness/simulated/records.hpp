#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "harness/core/time.hpp"
#include "harness/faults/verdict.hpp"
#include "harness/journal/event.hpp"
#include "harness/simulated/answer.hpp"
#include "harness/simulated/pool.hpp"

namespace firedrill::simulated {

/// The user token that a request carries through the services: who issued it, and when.
struct CarriedToken {
  static constexpr std::uint16_t no_provider = 0xffff;
  static constexpr std::uint16_t any_provider = 0xfffe;  ///< issued this moment by whoever asks

  std::uint16_t provider = no_provider;  ///< service
  std::uint32_t issue = 0;               ///< issued(), in milliseconds since `earliest`

  /// Times before this one count as this one. A run ends 30 days after t = 0.
  static constexpr Instant earliest{-std::chrono::hours(24 * 15)};

  static CarriedToken issued_at(std::uint16_t provider, Instant when) {
    const auto since = std::chrono::floor<std::chrono::milliseconds>(when - earliest).count();
    return {.provider = provider,
            .issue = static_cast<std::uint32_t>(std::max<std::int64_t>(since, 0))};
  }

  Instant issued() const { return earliest + std::chrono::milliseconds(issue); }
};

/// One request at one replica, from the moment it was sent until it is answered. Lives in a Pool.
struct Visit {
  enum class Stage : std::uint8_t {
    travelling,  ///< on the network, towards the replica
    held,        ///< delayed by a fault before it counts as a request at all
    hung,        ///< accepted by a fault that never answers
    queued,      ///< waits for a worker
    working,     ///< has a worker: the steps of its version
    launching,   ///< has a worker and is making the calls of a group at this moment
    doomed,      ///< its replica is going down at this moment
  };

  Instant arrived{};
  Duration work{};                  ///< own work, drawn at arrival; see retry_after()
  std::uint32_t caller = nothing;   ///< OpenCall; nothing: nobody waits for the answer any more
  std::uint32_t replica = nothing;  ///< of all replicas
  std::uint32_t edge = nothing;     ///< the way it came
  std::uint32_t timer = nothing;    ///< its task, if one is waiting
  std::uint32_t next = nothing;     ///< in the replica's queue or list of active visits
  std::uint32_t previous = nothing;
  std::uint32_t first_call = nothing;  ///< its open calls, linked by OpenCall::next
  EventId cause = EventId::none;       ///< what has changed its fate so far
  std::uint32_t token_issue = 0;
  std::uint16_t token_provider = CarriedToken::no_provider;
  std::uint16_t version = 0;  ///< VersionPlan that works on it, once a worker has begun
  std::uint16_t step = 0;     ///< of its version's steps
  std::uint16_t open_calls = 0;
  std::uint16_t code = code::none;  ///< the answer that is already certain, or, while it is held,
                                    ///< that a fault has decided; timeout: it will never answer
  Stage stage = Stage::travelling;
  bool has_long_token : 1 = false;  ///< a machine token that makes its calls too large
  bool is_too_large : 1 = false;    ///< it came with such a token
  bool is_left_behind : 1 = false;  ///< an upgrade has left its process to finish it

  /// A visit that a fault answers does no work of its own: the reply's `Retry-After` takes the
  /// place, so that the record stays within a cache line.
  Duration retry_after() const { return work; }

  void hold_retry_after(Duration asked_for) { work = asked_for; }

  /// ... and what an auth provider says in it (index into Blueprint::wire_errors) that of the step.
  std::uint16_t held_error() const { return step; }

  void hold_error(std::uint16_t error) { step = error; }

  /// ... or that its replica's process dies of it, and when a supervisor starts another.
  void hold_death(const KillProcess& death) {
    step = deadly;
    work = death.start_again_after.value_or(Duration::max());
  }

  bool is_deadly() const { return code == code::reset && step == deadly; }

  std::optional<Duration> starts_again_after() const {
    return work == Duration::max() ? std::nullopt : std::optional{work};
  }

  static constexpr std::uint16_t deadly = 0xffff;

  CarriedToken token() const { return {.provider = token_provider, .issue = token_issue}; }
};

static_assert(sizeof(Visit) == 64, "one cache line");

/// One call of a client or of a visit, over all its attempts. Lives in a Pool.
struct OpenCall {
  Instant started{};  ///< where the calls of its edge are shown: the attempt
  std::uint32_t edge = nothing;
  std::uint32_t parent = nothing;      ///< Visit that waits for it; of a probe, its ticket
  std::uint32_t edge_state = nothing;  ///< of its caller
  std::uint32_t visit = nothing;       ///< the attempt's request, as long as it is on its way
  std::uint32_t timeout = nothing;     ///< task
  std::uint32_t leg = nothing;         ///< task: the answer on the network, or the next attempt
  std::uint32_t next = nothing;        ///< open call of the same parent
  std::uint32_t era = 0;               ///< of the breaker, when it let the attempt through
  Answer answer{};                     ///< so far
  std::uint32_t token_issue = 0;
  std::uint16_t token_provider = CarriedToken::no_provider;
  std::uint8_t attempt = 0;              ///< 1 is the first
  bool backing_off : 1 = false;          ///< between two attempts
  std::uint8_t spoilt : 7 = code::none;  ///< the attempt's answer arrives as this; timeout: never
  std::uint32_t late_units = 0;          ///< ... so much later than it was sent; see late()

  static constexpr std::uint32_t in_milliseconds = 1U << 31U;  ///< of late_units: else microseconds

  Duration late() const {
    return (late_units & in_milliseconds) == 0
               ? Duration{std::chrono::microseconds{late_units}}
               : Duration{std::chrono::milliseconds{late_units - in_milliseconds}};
  }

  /// What a fault does to the answer of the attempt under way: it comes so much later, rounded up
  /// to a microsecond (half an hour and more: to a millisecond, at most 24 days), as `code`, which
  /// is below 100.
  void spoil_answer(Duration by, std::uint16_t code) {
    const auto fine = std::chrono::ceil<std::chrono::microseconds>(by).count();
    const auto coarse = std::chrono::ceil<std::chrono::milliseconds>(by).count();
    late_units = static_cast<std::uint32_t>(
        fine < in_milliseconds
            ? fine
            : in_milliseconds + std::min<std::int64_t>(coarse, in_milliseconds - 1));
    spoilt = static_cast<std::uint8_t>(code) & 0x7fU;
  }
};

static_assert(sizeof(OpenCall) <= 64, "one cache line");

}  // namespace firedrill::simulated
