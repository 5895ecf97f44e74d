#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

#include "harness/behaviour/provider_change.hpp"
#include "harness/behaviour/response_code.hpp"
#include "harness/core/rng.hpp"
#include "harness/core/time.hpp"

namespace firedrill {

/// What a fault may look at when it decides about one request.
struct DecideInput {
  Instant now;     ///< incident clock
  Rng& random;     ///< the stream "fault/<id>/decide", so that a fault re-rolls nobody else's draws
  Instant wire{};  ///< `now` on the wire clock, whose zero is anywhere
  AuthEndpoint endpoint = AuthEndpoint::none;  ///< that the request asks for
  Duration lasted{};                           ///< the fault, incident clock
  /// Uniform in [0, 1), drawn for the client's request that this one is part of: the same for all
  /// calls and attempts that it leads to. Nullopt: nobody knows, or nobody has asked for it
  /// (looks_at_lot).
  std::optional<double> lot = {};
  bool on_edge = false;  ///< it acts on the calls of one service, not on a service itself
  /// How long the process that calls has run, incident clock. Nullopt: it is a client's or no
  /// process of the world, or nobody has asked for it (looks_at_caller).
  std::optional<Duration> caller_age = {};
};

struct Pass {};

/// Held back for `by` before it goes on.
struct Delay {
  Duration by{};
};

/// Answered at once in the service's place.
struct Reply {
  int status = 500;                          ///< HTTP status, 200..599
  std::optional<Duration> retry_after = {};  ///< wire clock
  const ProviderChange* change = nullptr;    ///< of an auth provider: what it says instead
};

/// There is no answer, and the caller knows it.
struct BreakConnection {
  /// What the caller gets: refused, reset, dns, tls, or redirects for an answer that is none.
  std::uint16_t code = code::refused;
  Duration after{};  ///< held so long before
};

/// Accepted and never answered.
struct NeverAnswer {};

/// The process that works on the request dies of it, and all other requests there go with it.
struct KillProcess {
  std::optional<Duration> start_again_after = {};  ///< by a supervisor, incident clock
};

/// The service works on the request as ever, but on less of a processor.
struct SlowWork {
  double factor = 1;  ///< times as long, at least 1
};

/// How a spoilt answer looks on a wire. Callers notice nothing of it but the code of the answer,
/// and so the simulated world need not ask.
enum class Spoiling : std::uint8_t {
  plain,            ///< as its code says
  large_headers,    ///< more headers than clients take
  wrong_length,     ///< it promises more bytes than it has
  bad_chunk,        ///< a chunk's size is no number
  wrong_type,       ///< its content type is not its own
  changed_body,     ///< its body is not what it was, as the fault says
  changed_headers,  ///< its headers are not, as the fault says
};

/// The service works on the request as ever; then something happens to its answer.
struct SpoilAnswer {
  Duration late{};                  ///< it comes so much later, the last byte of it at least
  std::uint16_t code = code::none;  ///< what it comes as: truncated, malformed; timeout: never
  Spoiling how = Spoiling::plain;   ///< of an answer with a code, or changed unnoticed
  std::uint32_t pieces = 1;         ///< that the lateness is spread over

  /// Whether it is another answer, in time or not.
  bool is_spoilt() const { return code != code::none || how != Spoiling::plain; }

  /// Whether it is another answer, and its caller takes it for the right one.
  bool is_unnoticed() const { return code == code::none && how != Spoiling::plain; }
};

/// The replica has so few workers while the fault is in effect, for this request and all others:
/// workers_left() says it of the fault.
struct HoldWorkers {
  std::size_t left = 0;
};

/// What shall happen to one request. A fault decides; simulated/ and live/ carry out.
using Verdict = std::variant<Pass,
                             Delay,
                             SlowWork,
                             SpoilAnswer,
                             HoldWorkers,
                             Reply,
                             BreakConnection,
                             NeverAnswer,
                             KillProcess>;

/// A token as whoever verifies it finds it: how long ago it was issued, and how long it is still
/// valid. Incident clock, by the true time.
struct TokenTimes {
  Duration age{};
  Duration left{};
};

/// What shall happen to a replica's process.
struct ProcessVerdict {
  bool kill = false;
  Duration kill_after{};  ///< incident clock
  /// By a supervisor, incident clock; without it the process stays dead.
  std::optional<Duration> start_again_after = {};
  Duration ready_later{};  ///< than its startup says; of one that starts, incident clock
};

/// What shall happen to one page on its way to a person.
struct PageVerdict {
  bool lost = false;
  Duration late{};         ///< incident clock
  std::size_t copies = 0;  ///< that arrive beside it
};

}  // namespace firedrill
