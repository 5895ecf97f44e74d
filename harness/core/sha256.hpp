#pragma once

#include <string>
#include <string_view>

namespace firedrill {

/// The SHA-256 of `bytes` (FIPS 180-4) as 64 lower-case hexadecimal digits: names input files in
/// journals and reports, so that a reader can check which scenario was played.
std::string sha256_hex(std::string_view bytes);

}  // namespace firedrill
