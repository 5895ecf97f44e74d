#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

// What is expected of each fault in every world.

namespace firedrill::tests {

/// How long a call takes, wire clock: longer than the one, at most the other. Both are bounds of
/// `call_bounds`, spelled as there; empty: none.
struct Took {
  std::string_view more_than = {};
  std::string_view at_most = {};
};

/// Bounds that times are compared with, in seconds. Callers wait for 0.3 s (fault_stage.hpp) and
/// usually for some milliseconds; the rest is room for a machine with other things to do.
inline constexpr std::string_view call_bounds = "0.095, 0.2, 0.29, 1";
inline constexpr Took at_once{.at_most = "0.2"};
inline constexpr Took a_tenth{.more_than = "0.095", .at_most = "0.2"};  // delayed by 100 ms
inline constexpr Took whole_patience{.more_than = "0.29", .at_most = "1"};

/// Which calls are hurt while the fault acts.
enum class Hits : std::uint8_t {
  all,
  some
};

/// A fault as a step injects it, and what becomes of the calls that it hurts.
struct PlayedFault {
  std::string_view keys;  ///< the fault's own and its target: "service" or "edge"
  std::uint16_t outcome;  ///< an HTTP status, or one of namespace code
  Took took = at_once;    ///< those of that outcome
  Hits hits = Hits::all;
  std::vector<std::uint16_t> also = {};  ///< what else the caller may get
};

/// A fault that needs another body than all others: a test that is in that file, by its name.
struct TestedBy {
  std::string_view file;  ///< from the root of the project
  std::string_view test;
};

using FaultRows = std::variant<std::vector<PlayedFault>, TestedBy>;

struct RowsOfKind {
  std::string_view kind;
  FaultRows rows;
};

/// Those of every alternative of FaultKinds, in its order. One without rows does not compile.
std::vector<RowsOfKind> fault_rows();

}  // namespace firedrill::tests
