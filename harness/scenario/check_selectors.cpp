#include <algorithm>

#include <fmt/format.h>

#include "harness/behaviour/metrics.hpp"
#include "harness/promql/ast.hpp"
#include "harness/promql/labels.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/scenario/query.hpp"

namespace firedrill::loading {
namespace {

using promql::Matcher;
using promql::MatchOperator;
using promql::VectorSelector;

constexpr std::string_view bucket_suffix = "_bucket";

/// A metric that is exposed here, under the name by which a selector asks for it.
struct Exposed {
  std::string_view name;
  std::vector<std::string_view> labels;
  bool is_shown = false;  ///< also, or only, because of a block "metrics"

  bool has(std::string_view label) const {
    return std::find(labels.begin(), labels.end(), label) != labels.end();
  }
};

bool is_exposed_as(const MetricInfo& info, std::string_view name) {
  if (!name.starts_with(info.name)) {
    return false;
  }
  const std::string_view suffix = name.substr(info.name.size());
  return info.type == MetricType::histogram
             ? suffix == bucket_suffix || suffix == "_sum" || suffix == "_count"
             : suffix.empty();
}

std::vector<std::string_view> labels_of(const MetricInfo& info, std::string_view name) {
  constexpr std::string_view comma = ", ";
  std::vector<std::string_view> labels{"instance", "job"};
  if (info.type == MetricType::histogram && name.ends_with(bucket_suffix)) {
    labels.emplace_back("le");
  }
  for (std::string_view rest = info.labels; !rest.empty();) {
    const std::size_t end = std::min(rest.find(comma), rest.size());
    labels.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + comma.size(), rest.size()));
  }
  std::sort(labels.begin(), labels.end());
  return labels;
}

/// Adds the labels of shown metrics of this name.
void add_shown(const Names& names, std::string_view name, std::optional<Exposed>& exposed) {
  for (const ShownMetric& metric : names.shown) {
    const std::vector<std::string> series = exposed_names(metric);
    if (std::find(series.begin(), series.end(), name) == series.end()) {
      continue;
    }
    if (!exposed) {
      exposed = Exposed{.name = name, .labels = {"instance", "job"}};
    }
    exposed->is_shown = true;
    for (const auto& [label, text] : metric.labels) {
      exposed->labels.push_back(label);
    }
    if (name.ends_with(bucket_suffix)) {
      exposed->labels.emplace_back("le");
    }
  }
}

/// Nothing if the selector names no metric, or one of somebody else.
std::optional<Exposed> exposed_by(const VectorSelector& selector, const Names& names) {
  const auto named =
      std::find_if(selector.matchers.begin(), selector.matchers.end(), [](const Matcher& matcher) {
        return matcher.label == promql::name_label && matcher.operation == MatchOperator::equal;
      });
  if (named == selector.matchers.end()) {
    return std::nullopt;
  }
  std::optional<Exposed> exposed;
  for (const MetricInfo& info : exported_metrics()) {
    if (is_exposed_as(info, named->value)) {
      exposed = Exposed{.name = named->value, .labels = labels_of(info, named->value)};
    }
  }
  add_shown(names, named->value, exposed);
  return exposed;
}

/// The jobs, or the instances, that are scraped for a metric: the services' replicas, and the load
/// generator for what populations see.
std::vector<std::string> targets_of(const Exposed& metric, bool instances, const Names& names) {
  std::vector<std::string> targets;
  const bool of_clients = metric.has("population");
  const bool of_services = metric.has("service");
  for (const auto& [service, known] : names.services) {
    const std::size_t replicas = of_clients ? 0 : instances ? known.replicas : 1;
    for (std::size_t replica = 0; replica < replicas; ++replica) {
      targets.push_back(instances ? fmt::format("{}-{}", service, replica) : std::string(service));
    }
  }
  if (!of_services) {
    targets.emplace_back("firedrill");
  }
  return targets;
}

std::vector<std::string> services_of(const Names& names, bool providers_only) {
  std::vector<std::string> services;
  for (const auto& [name, service] : names.services) {
    if (service.auth_provider || !providers_only) {
      services.emplace_back(name);
    }
  }
  return services;
}

std::vector<std::string> versions_of(const Names& names) {
  std::vector<std::string> versions;
  for (const auto& [name, service] : names.services) {
    versions.insert(versions.end(), service.versions.begin(), service.versions.end());
  }
  std::sort(versions.begin(), versions.end());
  versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
  return versions;
}

/// Every value that the label can have; nothing if only the run can tell (code, result).
std::optional<std::vector<std::string>> values_of(std::string_view label,
                                                  const Exposed& metric,
                                                  const Names& names) {
  if (label == "service" || label == "provider") {
    return services_of(names, label == "provider");
  }
  if (label == "job" || label == "instance") {
    return targets_of(metric, label == "instance", names);
  }
  if (label == "population") {
    return std::vector<std::string>(names.populations.begin(), names.populations.end());
  }
  if (label == "version") {
    return versions_of(names);
  }
  if (label == "outcome") {
    return std::vector<std::string>{"good", "bad", "shed"};
  }
  if (label == "le") {
    std::vector<std::string> bounds;
    for (const HistogramBound& bound : histogram_bounds) {
      bounds.emplace_back(bound.le);
    }
    return bounds;
  }
  return std::nullopt;
}

void check_matcher(const Json& json,
                   const Exposed& metric,
                   const Matcher& matcher,
                   const Context& context) {
  const auto place = [&](std::size_t begin, std::size_t end) {
    return part_in_file(context.diagnostics.source(), json.span(), begin, end);
  };
  if (!metric.has(matcher.label)) {
    const std::size_t end = matcher.position + matcher.label.size();
    check_known({place(matcher.position, end), matcher.label},
                {"label", metric.name},
                metric.labels,
                context.diagnostics);
    return;
  }
  if (metric.is_shown) {
    return;  // what its labels are is the user's to say
  }
  if (const auto values = values_of(matcher.label, metric, context.names)) {
    check_known({place(matcher.value_position, matcher.end), matcher.value},
                {matcher.label},
                std::vector<std::string_view>(values->begin(), values->end()),
                context.diagnostics);
  }
}

}  // namespace

void check_selectors(const Json& json, const promql::Expression& query, const Context& context) {
  if (context.names.services.empty() || context.names.populations.empty()) {
    return;  // reported already
  }
  for (const VectorSelector* selector : promql::selectors(query)) {
    const std::optional<Exposed> metric = exposed_by(*selector, context.names);
    for (const Matcher& matcher : selector->matchers) {
      // A label that is not there counts as empty.
      if (metric && matcher.operation == MatchOperator::equal && !matcher.value.empty() &&
          matcher.label != promql::name_label) {
        check_matcher(json, *metric, matcher, context);
      }
    }
  }
  warn_of_no_data(json, query, context);
}

}  // namespace firedrill::loading
