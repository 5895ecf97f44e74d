#pragma once

#include <string>

#include <fmt/format.h>

#include "tests/contract/stage.hpp"
#include "tests/support/sanitized.hpp"

// What the contract of faults is played on.

namespace firedrill::tests {

inline constexpr const char* services = R"({
  "identity": {"kind": "auth_provider", "latency": "1ms", "startup": "200ms",
               "contracts": {"v1": {}}, "accepts": ["v1"]},
  "server": {"replicas": 2, "latency": "2ms", "startup": "200ms",
             "auth": {"identity": {"speaks": "v1", "timeout": "200ms", "fails": {"reply": 500},
                                   "tokens": "per_request"}}},
  "edge": {"latency": "1ms", "startup": "200ms",
           "calls": [{"service": "server", "timeout": "300ms"}]}
})";

inline const std::string traffic = fmt::format(
    R"([{{"name": "users", "to": "edge", "rate": "{}/s", "timeout": "1s"}}])", 50 / slower);

inline constexpr EventId cause{42};

}  // namespace firedrill::tests
