#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/promql/labels.hpp"

namespace firedrill::promql {

/// One line of a page of metrics.
struct ExposedSample {
  Labels labels;  ///< with __name__
  double value = 0;
  std::optional<std::int64_t> timestamp_ms = {};
};

/// Reads a page in Prometheus' text format 0.0.4 and is as strict as Prometheus: one bad line makes
/// the whole page bad. The error's message says what is wrong, `where` is "line 3". Comments, HELP
/// and TYPE are skipped: the query language does not know them.
/// Source: Prometheus, "Exposition formats", and its model/textparse/promlex.l.
Result<std::vector<ExposedSample>> parse_exposition(std::string_view page);

/// Writes such a page. Families in any order, each with its samples behind it.
class ExpositionWriter {
 public:
  using Entries = std::vector<std::pair<std::string_view, std::string_view>>;

  /// The lines before a family's samples. `type` is counter, gauge, histogram, summary or untyped.
  void family(std::string_view name, std::string_view type, std::string_view help);

  /// Requires a metric name, label names without __name__, and text in UTF-8.
  void sample(std::string_view name, const Entries& labels, double value);

  std::string take() { return std::move(page_); }

 private:
  std::string page_;
};

/// Its media type, for the header content-type.
inline constexpr std::string_view exposition_type = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace firedrill::promql
