#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/promql/labels.hpp"
#include "harness/scenario/metric_presets.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/scenario/placeholder.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/source_file.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::loading {
namespace {

using Label = std::pair<std::string, std::string>;
using Unit = ShownMetric::Unit;

constexpr std::array<std::pair<std::string_view, MetricType>, 4> types = {
    {{"counter", MetricType::counter},
     {"gauge", MetricType::gauge},
     {"histogram", MetricType::histogram},
     {"summary", MetricType::summary}}};
constexpr std::array<std::pair<std::string_view, Unit>, 2> units = {
    {{"seconds", Unit::seconds}, {"milliseconds", Unit::milliseconds}}};
constexpr std::string_view preset_key = "preset";
constexpr std::string_view labels_key = "labels";
constexpr double least_bucket = 1e-6;
constexpr double most_bucket = 1e7;
constexpr std::size_t most_buckets = 200;

const ShownSourceInfo& info_of(ShownSource source) {
  return shown_sources()[static_cast<std::size_t>(source)];
}

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

std::vector<Label> read_labels(const Json& json,
                               std::span<const std::string_view> variables,
                               Diagnostics& diagnostics) {
  std::vector<Label> labels;
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

/// Those of `more` win.
std::vector<Label> merged(const std::vector<Label>& labels, const std::vector<Label>& more) {
  std::map<std::string, std::string> all(labels.begin(), labels.end());
  for (const auto& [name, text] : more) {
    all[name] = text;
  }
  return {all.begin(), all.end()};
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

ShownMetric read_metric(const JsonMember& member,
                        const std::vector<Label>& common,
                        Diagnostics& diagnostics) {
  ShownMetric metric{.name = member.key};
  check_metric_name(member, diagnostics);
  ObjectReader reader(member.value, fmt::format("the metric {}", quote(member.key)), diagnostics);
  std::vector<std::pair<std::string_view, ShownSource>> sources;
  for (const ShownSourceInfo& info : shown_sources()) {
    sources.emplace_back(info.name, info.source);
  }
  need(reader, "shows");
  replace(metric.shows, reader.choice<ShownSource>("shows", sources).optional());
  read_type(reader, metric);
  read_durations(reader, metric);
  metric.labels = common;
  if (const Json* labels = reader.object(labels_key).value_or(nullptr)) {
    metric.labels =
        merged(common, read_labels(*labels, info_of(metric.shows).variables, diagnostics));
  }
  reader.finish();
  return metric;
}

/// A later metric of a name takes the place of an earlier one.
void put(ShownMetric metric, std::vector<ShownMetric>& metrics) {
  const auto same = std::find_if(metrics.begin(), metrics.end(), [&](const ShownMetric& one) {
    return one.name == metric.name;
  });
  if (same == metrics.end()) {
    metrics.push_back(std::move(metric));
  } else {
    *same = std::move(metric);
  }
}

void add_preset(const Json& json,
                const std::vector<Label>& common,
                std::vector<ShownMetric>& metrics,
                Diagnostics& diagnostics) {
  const auto name = read_string(json, preset_key, diagnostics);
  if (!name) {
    return;
  }
  std::vector<std::string_view> known;
  for (const MetricPreset& preset : metric_presets()) {
    known.push_back(preset.name);
  }
  if (!check_known({json.span(), *name}, {"preset"}, known, diagnostics)) {
    return;
  }
  const auto preset = std::find(known.begin(), known.end(), *name) - known.begin();
  const SourceText source(*name,
                          std::string(metric_presets()[static_cast<std::size_t>(preset)].block));
  Diagnostics mistakes(source);
  const std::optional<Json> block = parse_json(source, mistakes);
  std::vector<Label> shared;
  if (const JsonMember* labels = block->member(labels_key)) {
    shared = read_labels(labels->value, info_of(ShownSource::requests).variables, mistakes);
  }
  for (const JsonMember& member : block->members()) {
    if (member.key != labels_key) {
      ShownMetric metric = read_metric(member, shared, mistakes);
      metric.labels = merged(metric.labels, common);
      put(std::move(metric), metrics);
    }
  }
  assert(mistakes.empty());
}

/// A block "metrics": its presets, then its own metrics.
std::vector<ShownMetric> read_block(const Json& json, Diagnostics& diagnostics) {
  std::vector<ShownMetric> metrics;
  std::vector<Label> common;
  if (const JsonMember* labels = json.member(labels_key)) {
    if (labels->value.is_object()) {
      common = read_labels(labels->value, info_of(ShownSource::up).variables, diagnostics);
    } else {
      report_wrong_kind(labels->value, labels_key, "an object", diagnostics);
    }
  }
  if (const JsonMember* preset = json.member(preset_key)) {
    const std::vector<Json> one{preset->value};
    for (const Json& name : preset->value.is_array() ? preset->value.items() : one) {
      add_preset(name, common, metrics, diagnostics);
    }
  }
  for (const JsonMember& member : json.members()) {
    if (member.key != preset_key && member.key != labels_key) {
      put(read_metric(member, common, diagnostics), metrics);
    }
  }
  return metrics;
}

bool is_of_clients(const ShownMetric& metric) {
  return metric.shows == ShownSource::client_requests;
}

bool names_population(const ShownMetric& metric) {
  return std::any_of(metric.labels.begin(), metric.labels.end(), [](const Label& label) {
    return label.second.find("${population}") != std::string::npos;
  });
}

/// Populations are series of one target: they must differ.
void check_populations(const Json& block,
                       const std::vector<ShownMetric>& metrics,
                       const Names& names,
                       Diagnostics& diagnostics) {
  for (const ShownMetric& metric : metrics) {
    const JsonMember* member = block.member(metric.name);
    if (member != nullptr && names.populations.size() > 1 && is_of_clients(metric) &&
        !names_population(metric)) {
      diagnostics.error(member->key_span,
                        "there is no ${population} in its labels, and several populations",
                        R"(such as "labels": {"population": "${population}"})");
    }
  }
}

void refuse_clients(const Json& block,
                    const std::vector<ShownMetric>& metrics,
                    Diagnostics& diagnostics) {
  for (const ShownMetric& metric : metrics) {
    const JsonMember* member = block.member(metric.name);
    if (member != nullptr && is_of_clients(metric)) {
      diagnostics.error(member->value.span(),
                        "there is no \"client_requests\" of a service",
                        "it belongs into the scenario's \"metrics\"");
    }
  }
}

}  // namespace

AllShown read_metrics(ObjectReader& scenario, const Names& names) {
  Diagnostics& diagnostics = scenario.diagnostics();
  std::vector<ShownMetric> clients;
  std::vector<ShownMetric> replicas;
  if (const Json* block = scenario.object("metrics").value_or(nullptr)) {
    const std::vector<ShownMetric> all = read_block(*block, diagnostics);
    check_populations(*block, all, names, diagnostics);
    for (const ShownMetric& metric : all) {
      (is_of_clients(metric) ? clients : replicas).push_back(metric);
    }
  }
  AllShown shown{.clients = make_shown(clients), .services = {}};
  const Json* services = scenario.node().find("services");
  const Json::Members none;
  for (const JsonMember& service :
       services != nullptr && services->is_object() ? services->members() : none) {
    const Json* block = service.value.find("metrics");
    if (block == nullptr) {
      shown.services[service.key] = make_shown(replicas);
    } else if (!block->is_object()) {
      report_wrong_kind(*block, "metrics", "an object", diagnostics);
    } else {
      std::vector<ShownMetric> own = read_block(*block, diagnostics);
      refuse_clients(*block, own, diagnostics);
      shown.services[service.key] = make_shown(std::move(own));
    }
  }
  return shown;
}

}  // namespace firedrill::loading
