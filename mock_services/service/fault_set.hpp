#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/core/rng.hpp"
#include "harness/core/units.hpp"
#include "harness/faults/composition.hpp"
#include "harness/faults/fault.hpp"
#include "harness/journal/event.hpp"
#include "harness/journal/suppression.hpp"
#include "mock_services/service/user_token.hpp"

namespace firedrill::mock {

/// So many bytes of a body come, if it has them, and the connection closes.
struct CutBody {
  std::size_t bytes = 0;
};

/// How a fault changes an answer; nothing: it does not, or in no way of its own.
using AnswerChange =
    std::variant<std::monostate, faults::BodyChange::Change, faults::HeaderChange::Change, CutBody>;

/// What the faults in effect make of one request.
struct FaultDecision : ComposedVerdict {
  EventId cause = EventId::none;  ///< of the fault that decides what the caller gets, else of the
                                  ///< one that makes it wait most
  bool touched = false;           ///< by any, so that a count has changed
  AnswerChange change = {};       ///< of an answer that is spoilt so
};

/// What faults may ask about a request.
struct FaultedRequest {
  std::string_view caller = {};      ///< the service that calls; empty: a client
  std::string_view population = {};  ///< of clients whose request it is part of; empty: unknown
  AuthEndpoint endpoint = AuthEndpoint::none;
  std::optional<double> lot = {};           ///< as in DecideInput
  std::optional<Duration> caller_age = {};  ///< as in DecideInput
  std::string_view caller_version = {};     ///< empty: unknown
};

/// The faults that are in effect on one replica.
class FaultSet {
 public:
  /// `usual_work`: how long the replica's own work on a request takes where nothing is wrong.
  FaultSet(std::size_t ordinal,
           Seed seed,
           Duration usual_work = std::chrono::milliseconds{10},
           std::string version = {})
      : ordinal_(ordinal),
        seed_(seed),
        usual_work_(usual_work),
        version_(std::move(version)) {}

  /// False: it is in effect already. `began`, on the incident clock, is what its profile counts
  /// from; `process` is when the process began that it acts on: if that was later, its own memory
  /// is of that process.
  bool start(const FaultSpec& fault, EventId cause, Instant began = {}, Instant process = {});
  /// False: none with this id is in effect.
  bool end(std::string_view id);

  /// Ends all, and forgets that they ever were.
  void clear() { entries_.clear(); }

  /// Faults speak in the order in which they began; the first that answers has the last word, and
  /// those behind it that would have touched the request count it as suppressed.
  /// `now` on the incident clock, `wire` the same instant on the wire clock.
  FaultDecision decide(const FaultedRequest& request, Instant now, Instant wire);

  /// What makes a request make a call to this service that it is spared else, counted; nullopt:
  /// nothing does. `population` as in FaultedRequest, `now` on the incident clock.
  std::optional<EventId> added_call(std::string_view callee,
                                    std::string_view population,
                                    Instant now);

  /// Whether a fault is in effect.
  bool any() const;

  /// Whether the process accepts no connection any more.
  bool accepts_nothing(Instant now) const;

  /// Whether a fault makes the replica's clock be off.
  bool has_moved_clock() const;

  /// What makes the replica refuse such a token by its clock, counted; nullopt: nothing does.
  std::optional<EventId> refused_by_clock(const TokenTimes& token);

  /// The same by a clock that is right, of a token with the times of one that was off.
  std::optional<EventId> refused_as_issued(const TokenTimes& token, const IssuerClock& issuer);

  /// How many workers the faults in effect leave to this replica; the largest number there is: they
  /// hold none.
  std::size_t workers_left() const;

  struct Tally {
    std::string id;
    bool active = false;
    std::uint64_t injected = 0;  ///< requests that it has touched, over all its times in effect
    Suppressions suppressed_by = {};
  };

  /// One for each fault that was ever in effect, in the order in which they began last.
  std::vector<Tally> tallies() const;

 private:
  /// What a fault draws and counts for itself.
  struct Memory {
    FaultState state;
    Rng random;
  };

  struct Entry {
    FaultSpec spec;
    Memory memory;
    /// Of the requests that others had ended before: were they in its own memory, it would do
    /// something else to those that it does get.
    Memory hidden;
    EventId cause = EventId::none;
    Instant began{};
    bool active = false;
    std::uint64_t injected = 0;
    Suppressions suppressed_by = {};
  };

  Verdict word_of(const Entry& entry,
                  Memory& memory,
                  const FaultedRequest& request,
                  Instant now,
                  Instant wire) const;
  bool concerns(const Entry& entry, const FaultedRequest& request) const;
  void take(FaultDecision& decision,
            Composition<Entry*>& composition,
            const Composition<Entry*>::Word& word,
            const Verdict& verdict) const;
  static void count(Entry& entry, const Entry*& first);
  std::vector<Entry>::iterator find(std::string_view id);

  std::size_t ordinal_;
  Seed seed_;
  Duration usual_work_;
  std::string version_;  ///< that the replica runs
  std::vector<Entry> entries_;
};

}  // namespace firedrill::mock
