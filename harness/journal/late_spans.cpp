#include "harness/journal/late_spans.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

#include <fmt/format.h>

namespace firedrill {
namespace {

bool meet(const LateSpan& left, const LateSpan& right) {
  return left.from <= right.until && right.from <= left.until;
}

constexpr std::int64_t furthest = std::int64_t{1} << 61U;  // from t = 0, in ns

/// Takes a number and, unless it stands at the end, the sign behind it off the text.
std::optional<Instant> take_instant(std::string_view& text, char sign) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [next, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || (next != end && *next != sign) || value < 0 || value > furthest) {
    return std::nullopt;
  }
  text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(next - text.data()) + 1));
  return Instant{Duration{value}};
}

}  // namespace

void LateSpans::add(LateSpan span) {
  const auto first = std::find_if(
      spans_.begin(), spans_.end(), [&](const LateSpan& one) { return one.until >= span.from; });
  const auto last =
      std::find_if(first, spans_.end(), [&](const LateSpan& one) { return one.from > span.until; });
  if (first != last) {
    span.from = std::min(span.from, first->from);
    span.until = std::max(span.until, std::prev(last)->until);
  }
  spans_.insert(spans_.erase(first, last), span);
  if (spans_.size() > most) {
    join_closest();
  }
}

void LateSpans::add(const LateSpans& others) {
  for (const LateSpan& span : others.spans_) {
    add(span);
  }
}

/// Requires two spans.
void LateSpans::join_closest() {
  auto closest = spans_.begin();
  for (auto one = spans_.begin(); std::next(one) != spans_.end(); ++one) {
    const Duration gap = std::next(one)->from - one->until;
    closest = gap < std::next(closest)->from - closest->until ? one : closest;
  }
  closest->until = std::next(closest)->until;
  spans_.erase(std::next(closest));
}

Duration LateSpans::total() const {
  return total_meeting({.from = Instant::min(), .until = Instant::max()});
}

Duration LateSpans::total_meeting(LateSpan span) const {
  Duration sum{};
  for (const LateSpan& one : spans_) {
    sum += meet(one, span) ? one.until - one.from : Duration{};
  }
  return sum;
}

std::string to_text(const LateSpans& spans) {
  std::string text;
  for (const LateSpan& span : spans.all()) {
    text += fmt::format("{}{}-{}",
                        text.empty() ? "" : " ",
                        span.from.time_since_epoch().count(),
                        span.until.time_since_epoch().count());
  }
  return text;
}

std::optional<LateSpans> late_spans_from(std::string_view text) {
  LateSpans spans;
  while (!text.empty()) {
    const auto from = take_instant(text, '-');
    const auto until = from ? take_instant(text, ' ') : std::nullopt;
    if (!until || *until < *from) {
      return std::nullopt;
    }
    spans.add({.from = *from, .until = *until});
  }
  return spans;
}

}  // namespace firedrill
