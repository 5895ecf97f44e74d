#pragma once

#include <cstddef>
#include <string>

#include "harness/core/result.hpp"
#include "harness/text/position.hpp"

namespace firedrill {

/// The largest input file that firedrill reads. A scenario of 2,000 services has about 2 MB.
inline constexpr std::size_t max_source_bytes = std::size_t{16} * 1024 * 1024;

/// Reads a whole file. A file that is larger than `max_bytes` is refused from its size, unread; a
/// pipe or device after that many bytes. Errors name the file and the system's reason.
Result<SourceText> read_source_file(const std::string& path,
                                    std::size_t max_bytes = max_source_bytes);

}  // namespace firedrill
