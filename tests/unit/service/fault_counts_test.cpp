#include "mock_services/service/fault_counts.hpp"

#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.hpp"

using namespace firedrill;
using Counts = std::map<std::string, mock::FaultCount>;

TEST_CASE("what faults have touched can be read while they act and afterwards",
          "[service][faults]") {
  const tests::TemporaryFolder folder;
  const std::string path = folder / "server-0.1.faults";
  {
    const mock::FaultCounts counts(path);
    CHECK(mock::read_fault_counts(path).empty());

    counts.write({{.id = "slow", .active = true, .injected = 9}});
    CHECK(mock::read_fault_counts(path) == Counts{{"slow", {9}}});

    counts.write({{.id = "slow", .injected = 10, .suppressed_by = {{"refused", 3}, {"down", 4}}},
                  {.id = "refused", .injected = 1}});
  }

  CHECK(mock::read_fault_counts(path) ==
        Counts{{"refused", {1}}, {"slow", {10, {{"refused", 3}, {"down", 4}}}}});
}

TEST_CASE("counts of a process without a file are none", "[service][faults]") {
  const mock::FaultCounts nowhere("");

  nowhere.write({{.id = "slow", .injected = 9}});

  CHECK(mock::read_fault_counts("").empty());
}
