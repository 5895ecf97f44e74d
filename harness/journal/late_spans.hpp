#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.hpp"

namespace firedrill {

/// From when something was due until it came.
struct LateSpan {
  Instant from{};
  Instant until{};

  bool operator==(const LateSpan&) const = default;
};

/// When a live run was late. Spans that touch are one.
class LateSpans {
 public:
  /// More than these are joined across their smallest gaps.
  static constexpr std::size_t most = 256;

  /// In any order; requires from <= until.
  void add(LateSpan span);
  void add(const LateSpans& others);

  bool empty() const { return spans_.empty(); }

  const std::vector<LateSpan>& all() const { return spans_; }  ///< in their order, apart

  /// How much of the incident passed while something was waiting, with the gaps that were joined.
  Duration total() const;

  /// The same of the spans that meet this one: whole, since what happens in one of them may have
  /// been due at its beginning.
  Duration total_meeting(LateSpan span) const;

 private:
  void join_closest();

  std::vector<LateSpan> spans_;
};

/// Nanoseconds since t = 0: "120000000000-130000000000 145000000000-145300000000".
std::string to_text(const LateSpans& spans);

/// Reads it back; nullopt if it is no such text.
std::optional<LateSpans> late_spans_from(std::string_view text);

}  // namespace firedrill
