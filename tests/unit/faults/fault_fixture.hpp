#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/faults/fault.hpp"
#include "tests/support/json_document.hpp"

namespace firedrill::tests {

/// A fault that must read without a mistake.
inline Fault good_fault(const std::string& text) {
  JsonDocument document(text);
  const std::optional<Fault> fault = document.read(parse_fault);
  CHECK(document.messages().empty());
  REQUIRE(fault);
  return *fault;
}

/// What is wrong with a fault.
inline std::vector<std::string> mistakes_of_fault(const std::string& text) {
  JsonDocument document(text);
  document.read(parse_fault);
  return document.messages();
}

/// A fault's verdicts on requests that come `apart` from each other.
inline std::vector<Verdict> verdicts(const Fault& fault,
                                     std::size_t count,
                                     std::uint64_t seed = 1,
                                     Duration apart = Duration::zero()) {
  FaultState state = initial_state(fault);
  Rng random{seed};
  std::vector<Verdict> all;
  Instant now{};
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back(decide(fault, state, {.now = now, .random = random}));
    now += apart;
  }
  return all;
}

template <class Kind>
std::size_t count_of(const std::vector<Verdict>& all) {
  std::size_t count = 0;
  for (const Verdict& verdict : all) {
    count += std::holds_alternative<Kind>(verdict) ? 1U : 0U;
  }
  return count;
}

template <class Kind>
std::vector<bool> pattern_of(const std::vector<Verdict>& all) {
  std::vector<bool> pattern;
  pattern.reserve(all.size());
  for (const Verdict& verdict : all) {
    pattern.push_back(std::holds_alternative<Kind>(verdict));
  }
  return pattern;
}

}  // namespace firedrill::tests
