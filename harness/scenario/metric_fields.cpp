#include "harness/scenario/metric_fields.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/promql/labels.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/scenario/placeholder.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::loading {
namespace {

using Unit = ShownMetric::Unit;

constexpr std::array<std::pair<std::string_view, MetricType>, 4> types = {
    {{"counter", MetricType::counter},
     {"gauge", MetricType::gauge},
     {"histogram", MetricType::histogram},
     {"summary", MetricType::summary}}};
constexpr std::array<std::pair<std::string_view, Unit>, 2> units = {
    {{"seconds", Unit::seconds}, {"milliseconds", Unit::milliseconds}}};
constexpr double least_bucket = 1e-6;
constexpr double most_bucket = 1e7;
constexpr std::size_t most_buckets = 200;

bool is_metric_name(std::string_view name) {
  const auto may_begin = [](char letter) { return is_word_start(letter) || letter == ':'; };
  return !name.empty() && may_begin(name.front()) && name != metric::up &&
         std::all_of(name.begin(), name.end(), [](char letter) {
           return is_word(letter) || letter == ':';
         });
}

void check_metric_name(const JsonMember& member, Diagnostics& diagnostics) {
  if (!is_metric_name(member.key)) {
    diagnostics.error(member.key_span,
                      member.key == metric::up
                          ? "\"up\" is the scraper's own"
                          : fmt::format("{} is no name of a metric", quote(member.key)),
                      "expected letters, digits, \"_\" and \":\", no digit first");
  }
}

/// What may not stand there: names that Prometheus keeps for itself or that histograms need.
bool is_shown_label(std::string_view name) {
  return promql::is_label_name(name) && !name.starts_with("__") && name != "le" &&
         name != "quantile";
}

void check_variables(const Json& text,
                     std::span<const std::string_view> known,
                     Diagnostics& diagnostics) {
  const auto names = placeholders_in(text.as_string());
  if (!names) {
    diagnostics.error(
        text.span(), "there is no \"}\" to a \"${\"", "\"$${\" stands for \"${\" itself");
    return;
  }
  for (const std::string_view name : *names) {
    check_known({text.span(), name}, {"variable"}, {known.begin(), known.end()}, diagnostics);
  }
}

/// As it stands in the file: exporters spell one bound "30", "30.0" or "3e1", and rules ask for it.
std::string spelled(const Json& number) {
  return number.is_integer() ? std::to_string(number.as_integer()) : number.number_text();
}

std::vector<ShownBucket> read_buckets(const Json& json, Unit unit, Diagnostics& diagnostics) {
  const double ns = unit == Unit::seconds ? 1e9 : 1e6;
  std::vector<ShownBucket> buckets;
  if (json.items().empty() || json.items().size() > most_buckets) {
    diagnostics.error(json.span(), fmt::format("\"buckets\" must be 1 to {} bounds", most_buckets));
  }
  for (const Json& item : json.items()) {
    const auto bound = read_number(item, "buckets", diagnostics);
    if (!bound) {
      continue;
    }
    if (*bound < least_bucket || *bound > most_bucket) {
      diagnostics.error(item.span(),
                        fmt::format("a bucket must end between {} and {}, found {}",
                                    least_bucket,
                                    most_bucket,
                                    spelled(item)),
                        "the last one, +Inf, is always there");
      continue;
    }
    ShownBucket bucket{.upper = Duration{static_cast<Duration::rep>(*bound * ns + 0.5)},
                       .le = spelled(item)};
    if (!buckets.empty() && bucket.upper <= buckets.back().upper) {
      diagnostics.error(item.span(), "buckets must follow each other, each larger than the last");
    }
    buckets.push_back(std::move(bucket));
  }
  return buckets;
}

/// The buckets of our own histograms, in a unit.
std::vector<ShownBucket> default_buckets(Unit unit) {
  std::vector<ShownBucket> buckets;
  for (const HistogramBound& bound : histogram_bounds) {
    if (bound.upper != Duration::max()) {
      const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(bound.upper).count();
      buckets.push_back({.upper = bound.upper,
                         .le = unit == Unit::seconds ? std::string(bound.le) : std::to_string(ms)});
    }
  }
  return buckets;
}

void read_type(ObjectReader& reader, ShownMetric& metric) {
  const ShownSourceInfo& info = info_of(metric.shows);
  metric.as = info.as.front();
  const auto as = reader.choice<MetricType>("as", types).optional();
  if (as && std::find(info.as.begin(), info.as.end(), *as) == info.as.end()) {
    std::vector<std::string_view> possible;
    for (const MetricType type : info.as) {
      possible.push_back(to_string(type));
    }
    reader.error("as",
                 fmt::format("\"{}\" cannot be shown as a {}", info.name, to_string(*as)),
                 fmt::format("expected {}", fmt::join(possible, " or ")));
  } else {
    replace(metric.as, as);
  }
}

void read_durations(ObjectReader& reader, ShownMetric& metric) {
  const bool is_histogram = metric.as == MetricType::histogram;
  const auto unit = reader.choice<Unit>("unit", units).optional();
  if (unit && !is_histogram && metric.as != MetricType::summary) {
    reader.error("unit", "\"unit\" is of histograms and summaries");
  }
  replace(metric.unit, unit);
  const Json* buckets = reader.array("buckets").value_or(nullptr);
  if (buckets != nullptr && !is_histogram) {
    reader.error("buckets", "\"buckets\" are of histograms");
  } else if (buckets != nullptr) {
    metric.buckets = read_buckets(*buckets, metric.unit, reader.diagnostics());
  } else if (is_histogram) {
    metric.buckets = default_buckets(metric.unit);
  }
}

ShownMetric read_metric(const std::string& name,
                        const Json& json,
                        const std::vector<ShownLabel>& common,
                        Diagnostics& diagnostics) {
  ShownMetric metric{.name = name};
  ObjectReader reader(json, fmt::format("the metric {}", quote(name)), diagnostics);
  std::vector<std::pair<std::string_view, ShownSource>> sources;
  for (const ShownSourceInfo& info : shown_sources()) {
    sources.emplace_back(info.name, info.source);
  }
  need(reader, "shows");
  replace(metric.shows, reader.choice<ShownSource>("shows", sources).optional());
  read_type(reader, metric);
  read_durations(reader, metric);
  metric.labels = common;
  if (const Json* labels = reader.object(shown_labels_key).value_or(nullptr)) {
    metric.labels = merged_labels(
        common, read_shown_labels(*labels, info_of(metric.shows).variables, diagnostics));
  }
  reader.finish();
  return metric;
}

bool is_constant(std::string_view text) {
  return text.find("${") == std::string_view::npos;
}

/// Whether no series of one can have the labels of a series of the other.
bool are_apart(const ShownMetric& left, const ShownMetric& right) {
  return std::any_of(left.labels.begin(), left.labels.end(), [&](const ShownLabel& label) {
    return is_constant(label.second) &&
           std::any_of(right.labels.begin(), right.labels.end(), [&](const ShownLabel& other) {
             return other.first == label.first && other.second != label.second &&
                    is_constant(other.second);
           });
  });
}

}  // namespace

const ShownSourceInfo& info_of(ShownSource source) {
  return shown_sources()[static_cast<std::size_t>(source)];
}

std::vector<ShownLabel> read_shown_labels(const Json& json,
                                          std::span<const std::string_view> variables,
                                          Diagnostics& diagnostics) {
  std::vector<ShownLabel> labels;
  for (const JsonMember& member : json.members()) {
    if (!is_shown_label(member.key)) {
      diagnostics.error(
          member.key_span,
          fmt::format("{} is no label that a metric can be given", quote(member.key)),
          "expected letters, digits and \"_\", no digit first; not le, quantile, __*");
    }
    if (const auto text = read_string(member.value, member.key, diagnostics)) {
      check_variables(member.value, variables, diagnostics);
      labels.emplace_back(member.key, *text);
    }
  }
  return labels;
}

std::vector<ShownLabel> merged_labels(const std::vector<ShownLabel>& labels,
                                      const std::vector<ShownLabel>& more) {
  std::map<std::string, std::string> all(labels.begin(), labels.end());
  for (const auto& [name, text] : more) {
    all[name] = text;
  }
  return {all.begin(), all.end()};
}

std::vector<ShownMetric> read_named_metrics(const JsonMember& member,
                                            const std::vector<ShownLabel>& common,
                                            Diagnostics& diagnostics) {
  check_metric_name(member, diagnostics);
  std::vector<ShownMetric> metrics;
  if (member.value.is_array() && member.value.items().empty()) {
    diagnostics.error(member.value.span(), "an array of metrics must not be empty");
  }
  const std::vector<Json> one{member.value};
  for (const Json& json : member.value.is_array() ? member.value.items() : one) {
    metrics.push_back(read_metric(member.key, json, common, diagnostics));
  }
  return metrics;
}

void check_together(const Span& span,
                    const std::vector<ShownMetric>& metrics,
                    Diagnostics& diagnostics) {
  for (std::size_t i = 1; i < metrics.size(); ++i) {
    if (metrics[i].as != metrics.front().as) {
      diagnostics.error(span, fmt::format("{} must be of one type", quote(metrics[i].name)));
      return;
    }
    if (!std::all_of(metrics.begin(),
                     metrics.begin() + static_cast<std::ptrdiff_t>(i),
                     [&](const ShownMetric& before) { return are_apart(before, metrics[i]); })) {
      diagnostics.error(
          span,
          fmt::format("no label tells the series of {} apart", quote(metrics[i].name)),
          R"(one whose texts differ and have no "${", such as "reporter")");
      return;
    }
  }
}

}  // namespace firedrill::loading
