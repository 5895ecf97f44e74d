#include "harness/engine/issuer_clocks.hpp"

#include <algorithm>
#include <utility>

namespace firedrill {

void IssuerClocks::went_off(std::string_view provider, Off off, Instant now) {
  spans_.push_back({.provider = std::string(provider), .off = std::move(off), .from = now});
}

void IssuerClocks::set_right(std::string_view fault, Instant now) {
  for (Span& span : spans_) {
    if (span.off.fault == fault) {
      span.until = std::min(span.until, now);
    }
  }
}

const IssuerClocks::Off* IssuerClocks::at(std::string_view provider, Instant issued) const {
  const auto last = std::find_if(spans_.rbegin(), spans_.rend(), [&](const Span& span) {
    return span.provider == provider && span.from <= issued && issued < span.until;
  });
  return last == spans_.rend() ? nullptr : &last->off;
}

}  // namespace firedrill
