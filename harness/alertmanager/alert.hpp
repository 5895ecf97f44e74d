#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/core/time.hpp"
#include "harness/promql/labels.hpp"

namespace firedrill::alertmanager {

/// Sorted by name.
using Annotations = std::vector<std::pair<std::string, std::string>>;

/// An alert as Prometheus posts it.
struct SentAlert {
  promql::Labels labels;
  Annotations annotations = {};
  std::optional<Instant> starts_at = {};  ///< none: now, or its end
  std::optional<Instant> ends_at = {};    ///< none: after the resolve timeout; past: it is resolved
  std::string generator_url = {};
};

/// An alert as Alertmanager keeps it. Its labels are its identity.
struct Alert {
  promql::Labels labels;
  Annotations annotations = {};
  std::string generator_url = {};
  Instant starts_at{};
  Instant ends_at{};
  bool ends_by_timeout = false;
  std::uint64_t serial = 0;  ///< of the post that it comes from; each has another

  bool resolved_at(Instant now) const { return ends_at <= now; }
};

/// An alert in a notification: whether it is resolved was decided at the flush.
struct NotifiedAlert {
  Alert alert;
  bool resolved = false;
};

/// The alert with the times that the post leaves open, or why it is refused.
/// Source: api/v2/api.go, postAlertsHandler, of Alertmanager 0.25.
Result<Alert> accepted(SentAlert sent, Instant now, Duration resolve_timeout);

/// What is kept when an alert with the same labels was there before: the new one, and if their
/// times overlap with the earlier start, and the later end unless that was a mere timeout. Source:
/// provider/mem/mem.go, Put, and types/types.go, Merge.
Alert merged(const Alert& before, Alert after, Instant now);

/// The order in a notification: by the labels job and instance, then fewer labels first, then by
/// name and value. Source: types/types.go, AlertSlice, and LabelSet.Before of prometheus/common.
bool comes_before(const promql::Labels& left, const promql::Labels& right);

}  // namespace firedrill::alertmanager
