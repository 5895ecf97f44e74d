#include "harness/alertmanager/silences.hpp"

#include <algorithm>
#include <utility>

namespace firedrill::alertmanager {
namespace {

/// Whether it may match whatever there is. Alertmanager takes the two negative kinds for matchers
/// that do not.
bool matches_everything(const Matcher& matcher) {
  const bool is_positive =
      matcher.kind == Matcher::Kind::equal || matcher.kind == Matcher::Kind::regex;
  return is_positive && matcher.matches("");
}

}  // namespace

Result<SilenceId> Silences::add(Silence silence) {
  const auto refused = [](std::string message) {
    return Error{ErrorCode::invalid_input, std::move(message)};
  };
  if (silence.matchers.empty()) {
    return refused("at least one matcher required");
  }
  if (std::all_of(silence.matchers.begin(), silence.matchers.end(), matches_everything)) {
    return refused("at least one matcher must not match the empty string");
  }
  if (silence.until < silence.from) {
    return refused("end time must not be before start time");
  }
  const SilenceId id{++added_};
  silences_.emplace(id, std::move(silence));
  return id;
}

bool Silences::expire(SilenceId id, Instant now) {
  const auto found = silences_.find(id);
  if (found == silences_.end() || found->second.until <= now) {
    return false;
  }
  found->second.until = now;
  return true;
}

bool Silences::mutes(const promql::Labels& labels, Instant now) const {
  return std::any_of(silences_.begin(), silences_.end(), [&](const auto& entry) {
    const Silence& silence = entry.second;
    return silence.from <= now && now < silence.until && matches(silence.matchers, labels);
  });
}

void Silences::collect(Instant now) {
  std::erase_if(silences_, [&](const auto& entry) { return entry.second.until <= now; });
}

}  // namespace firedrill::alertmanager
