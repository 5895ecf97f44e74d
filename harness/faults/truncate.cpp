#include "harness/faults/truncate.hpp"

#include <fmt/format.h>

namespace firedrill::faults {

void Truncate::read(ObjectReader& reader) {
  constexpr std::int64_t most = std::int64_t{1024} * 1024 * 1024;
  bytes = reader.size("bytes").optional();
  if (!bytes) {
    return;
  }
  if (*bytes > most) {
    reader.error("bytes", "\"bytes\" must be at most 1GiB");
  }
  reason = fmt::format("behind {} bytes", *bytes);
}

}  // namespace firedrill::faults
