#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "mock_services/service/fault_set.hpp"

namespace firedrill::mock {

/// Of its file, behind ServiceSettings::notes.
constexpr const char* fault_counts_suffix = ".faults";

/// How many requests the faults of one process have touched, and how many others had ended before
/// they could, in a file: SIGKILL leaves nobody the time to tell, but what was written stays.
class FaultCounts {
 public:
  /// `path` empty: nothing is written. Where nothing can be written, nothing is.
  explicit FaultCounts(const std::string& path);
  ~FaultCounts();
  FaultCounts(const FaultCounts&) = delete;
  FaultCounts& operator=(const FaultCounts&) = delete;

  void write(const std::vector<FaultSet::Tally>& tallies) const;

 private:
  int file_ = -1;
};

struct FaultCount {
  std::uint64_t injected = 0;
  Suppressions suppressed_by = {};

  bool operator==(const FaultCount&) const = default;
};

/// What stands in such a file, by the fault's id; empty if there is none.
std::map<std::string, FaultCount> read_fault_counts(const std::string& path);

}  // namespace firedrill::mock
