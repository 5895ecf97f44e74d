#pragma once

#include <optional>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "harness/faults/fault.hpp"
#include "tests/support/json_document.hpp"

namespace firedrill::tests {

/// A fault "it" on this target, with its share or profile; it must read without a mistake.
inline FaultSpec fault_spec(const std::string& text, FaultTarget target) {
  JsonDocument document(text);
  Profile profile;
  const std::optional<Fault> fault = document.read([&](ObjectReader& reader) {
    std::optional<Fault> read = parse_fault(reader);
    profile = Profile::parse(reader);
    return read;
  });
  CHECK(document.messages().empty());
  REQUIRE(fault);
  return {.id = "it", .target = std::move(target), .fault = *fault, .profile = std::move(profile)};
}

}  // namespace firedrill::tests
