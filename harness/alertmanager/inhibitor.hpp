#pragma once

#include <map>
#include <vector>

#include "harness/alertmanager/alert.hpp"
#include "harness/alertmanager/config.hpp"

namespace firedrill::alertmanager {

/// Mutes alerts while others fire. The rules must outlive it.
class Inhibitor {
 public:
  explicit Inhibitor(const std::vector<InhibitRule>& rules)
      : rules_(rules),
        sources_(rules.size()) {}

  /// Remembers an alert that may mute others.
  void see(const Alert& alert);

  /// Whether a source fires for alerts of these labels. An alert that is source and target of a
  /// rule is not muted by others that are both. Source: inhibit/inhibit.go, Mutes.
  bool mutes(const promql::Labels& labels, Instant now) const;

  /// Forgets sources that are resolved.
  void collect(Instant now);

 private:
  const std::vector<InhibitRule>& rules_;
  std::vector<std::map<promql::Labels, Instant>> sources_;  // of each rule; when it ends
};

}  // namespace firedrill::alertmanager
