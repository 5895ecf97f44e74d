#include "mock_services/service/fault_counts.hpp"

#include <fstream>
#include <sstream>

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

/// A line for each fault, then one for each that hides others: "count id" and "count id by". All
/// numbers are equally long and nothing goes, so no text leaves anything of the one before.
void FaultCounts::write(const std::vector<FaultSet::Tally>& tallies) const {
  if (file_ < 0) {
    return;
  }
  std::string text;
  for (const FaultSet::Tally& tally : tallies) {
    text += fmt::format("{:020} {}\n", tally.injected, tally.id);
  }
  for (const FaultSet::Tally& tally : tallies) {
    for (const Suppression& one : tally.suppressed_by) {
      text += fmt::format("{:020} {} {}\n", one.count, tally.id, one.by);
    }
  }
  [[maybe_unused]] const auto written = ::pwrite(file_, text.data(), text.size(), 0);
}

std::map<std::string, FaultCount> read_fault_counts(const std::string& path) {
  std::map<std::string, FaultCount> counts;
  std::ifstream file(path, std::ios::binary);
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::uint64_t count = 0;
    std::string id;
    std::string by;
    if (!(words >> count >> id)) {
      break;
    }
    if (words >> by) {
      suppress(counts[id].suppressed_by, by, count);
    } else {
      counts[id].injected = count;
    }
  }
  return counts;
}

}  // namespace firedrill::mock
