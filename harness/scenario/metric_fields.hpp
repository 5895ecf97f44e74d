#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/scenario/shown_metrics.hpp"
#include "harness/text/diagnostic.hpp"
#include "harness/text/json.hpp"

namespace firedrill::loading {

using ShownLabel = std::pair<std::string, std::string>;

inline constexpr std::string_view shown_labels_key = "labels";

const ShownSourceInfo& info_of(ShownSource source);

/// `variables` are what their texts may ask for.
std::vector<ShownLabel> read_shown_labels(const Json& json,
                                          std::span<const std::string_view> variables,
                                          Diagnostics& diagnostics);

/// Those of `more` win.
std::vector<ShownLabel> merged_labels(const std::vector<ShownLabel>& labels,
                                      const std::vector<ShownLabel>& more);

/// A key of the block "metrics" that names a metric: one, or an array of those of one name.
std::vector<ShownMetric> read_named_metrics(const JsonMember& member,
                                            const std::vector<ShownLabel>& common,
                                            Diagnostics& diagnostics);

/// Metrics of one name are one metric to whoever reads them: of one type, and a label tells them
/// apart.
void check_together(const Span& span,
                    const std::vector<ShownMetric>& metrics,
                    Diagnostics& diagnostics);

}  // namespace firedrill::loading
