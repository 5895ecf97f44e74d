#pragma once

#include <string>

#include <fmt/format.h>

#include "tests/contract/fault_rows.hpp"
#include "tests/contract/stage.hpp"
#include "tests/support/sanitized.hpp"

// What the contract of faults is played on.

namespace firedrill::tests {

/// Each caller shows its calls, for CallsSeen.
inline const std::string services =
    fmt::format(R"({{
  "identity": {{"kind": "auth_provider", "latency": "1ms", "startup": "200ms",
                "contracts": {{"v1": {{}}}}, "accepts": ["v1"]}},
  "server": {{"replicas": 2, "latency": "2ms", "startup": "200ms",
              "auth": {{"identity": {{"speaks": "v1", "timeout": "200ms", "fails": {{"reply": 500}},
                                      "tokens": "per_request"}}}},
              "metrics": {{"calls": {0}}}}},
  "edge": {{"latency": "1ms", "startup": "200ms",
            "calls": [{{"service": "server", "timeout": "300ms"}}],
            "metrics": {{"calls": {0}}}}}
}})",
                fmt::format(R"({{"shows": "calls", "as": "histogram", "buckets": [{}],
                                 "labels": {{"to": "${{callee}}", "code": "${{code}}"}}}})",
                            call_bounds));

inline const std::string traffic = fmt::format(
    R"([{{"name": "users", "to": "edge", "rate": "{}/s", "timeout": "1s"}}])", 50 / slower);

inline constexpr EventId cause{42};

/// How a caller's calls ended, and how long they took: how many of them, by outcome.
struct CallCounts {
  double all = 0;        ///< of every outcome
  double succeeded = 0;  ///< answered 200
  double wanted = 0;     ///< of the outcome that was asked for
  double also = 0;       ///< of those that may come too
  double too_short = 0;  ///< wanted, but shorter than Took::more_than
  double too_long = 0;   ///< wanted, but longer than Took::at_most
};

/// What a service sees of its calls to another, by its own metrics: from its making on.
class CallsSeen {
 public:
  /// The calls that the fault with these rows hurts: of the edge to the server, or of the server's
  /// first replica to its provider.
  CallsSeen(Stage& stage, const PlayedFault& played);

  CallCounts now() const;

 private:
  CallCounts total() const;

  Stage& stage_;
  const PlayedFault& played_;
  bool to_provider_;
  CallCounts before_;
};

}  // namespace firedrill::tests
