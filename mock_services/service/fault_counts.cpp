#include "mock_services/service/fault_counts.hpp"

#include <fstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace firedrill::mock {

FaultCounts::FaultCounts(const std::string& path) {
  if (!path.empty()) {
    file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  }
}

FaultCounts::~FaultCounts() {
  if (file_ >= 0) {
    ::close(file_);
  }
}

/// All numbers are equally long, so each line stays where it is.
void FaultCounts::write(const std::vector<FaultSet::Tally>& tallies) const {
  if (file_ < 0) {
    return;
  }
  std::string text;
  for (const FaultSet::Tally& tally : tallies) {
    text += fmt::format("{:020} {}\n", tally.injected, tally.id);
  }
  [[maybe_unused]] const auto written = ::pwrite(file_, text.data(), text.size(), 0);
}

std::map<std::string, std::uint64_t> read_fault_counts(const std::string& path) {
  std::map<std::string, std::uint64_t> counts;
  std::ifstream file(path, std::ios::binary);
  std::uint64_t count = 0;
  std::string id;
  while (file >> count >> id) {
    counts[id] = count;
  }
  return counts;
}

}  // namespace firedrill::mock
