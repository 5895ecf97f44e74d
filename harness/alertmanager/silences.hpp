#pragma once

#include <cstdint>
#include <map>

#include "harness/alertmanager/matcher.hpp"
#include "harness/core/time.hpp"

namespace firedrill::alertmanager {

/// Mutes alerts that match, from `from` on and before `until`.
struct Silence {
  Matchers matchers = {};
  Instant from{};
  Instant until{};
};

enum class SilenceId : std::uint64_t {
};

class Silences {
 public:
  /// Refused without matchers, if all of them are `=` or `=~` and match the empty text, or if it
  /// ends before it begins (silence/silence.go, validateSilence).
  Result<SilenceId> add(Silence silence);

  /// Ends it now, or before it begins. False if it has ended already or is unknown.
  bool expire(SilenceId id, Instant now);

  bool mutes(const promql::Labels& labels, Instant now) const;

  /// Forgets those that have ended.
  void collect(Instant now);

 private:
  std::map<SilenceId, Silence> silences_;
  std::uint64_t added_ = 0;
};

}  // namespace firedrill::alertmanager
