#include "harness/faults/truncate.hpp"

#include <fmt/format.h>

namespace firedrill::faults {

void Truncate::read(ObjectReader& reader) {
  bytes = reader.size("bytes").optional();
  if (bytes && *bytes > most_bytes) {
    reader.error("bytes", "\"bytes\" must be at most 1GiB");
  }
}

std::string Truncate::reason() const {
  return bytes ? fmt::format("behind {} bytes", *bytes) : "";
}

}  // namespace firedrill::faults
