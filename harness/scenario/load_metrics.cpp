#include <algorithm>
#include <cassert>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/metric_fields.hpp"
#include "harness/scenario/metric_presets.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/text/json_parse.hpp"
#include "harness/text/source_file.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::loading {
namespace {

constexpr std::string_view preset_key = "preset";

/// Later metrics of a name take the place of earlier ones.
void put(const std::string& name,
         const std::vector<ShownMetric>& named,
         std::vector<ShownMetric>& metrics) {
  const auto has_name = [&](const ShownMetric& one) { return one.name == name; };
  const auto first = std::find_if(metrics.begin(), metrics.end(), has_name);
  const auto next = metrics.erase(first, std::find_if_not(first, metrics.end(), has_name));
  metrics.insert(next, named.begin(), named.end());
}

void add_preset(const Json& json,
                const std::vector<ShownLabel>& common,
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
  std::vector<ShownLabel> shared;
  if (const JsonMember* labels = block->member(shown_labels_key)) {
    shared = read_shown_labels(labels->value, info_of(ShownSource::requests).variables, mistakes);
  }
  for (const JsonMember& member : block->members()) {
    if (member.key != shown_labels_key) {
      std::vector<ShownMetric> named = read_named_metrics(member, shared, mistakes);
      for (ShownMetric& metric : named) {
        metric.labels = merged_labels(metric.labels, common);
      }
      check_together(json.span(), named, diagnostics);
      put(member.key, named, metrics);
    }
  }
  assert(mistakes.empty());
}

/// A block "metrics": its presets, then its own metrics.
std::vector<ShownMetric> read_block(const Json& json, Diagnostics& diagnostics) {
  std::vector<ShownMetric> metrics;
  std::vector<ShownLabel> common;
  if (const JsonMember* labels = json.member(shown_labels_key)) {
    if (labels->value.is_object()) {
      common = read_shown_labels(labels->value, info_of(ShownSource::up).variables, diagnostics);
    } else {
      report_wrong_kind(labels->value, shown_labels_key, "an object", diagnostics);
    }
  }
  if (const JsonMember* preset = json.member(preset_key)) {
    const std::vector<Json> one{preset->value};
    for (const Json& name : preset->value.is_array() ? preset->value.items() : one) {
      add_preset(name, common, metrics, diagnostics);
    }
  }
  for (const JsonMember& member : json.members()) {
    if (member.key != preset_key && member.key != shown_labels_key) {
      const std::vector<ShownMetric> named = read_named_metrics(member, common, diagnostics);
      check_together(member.value.span(), named, diagnostics);
      put(member.key, named, metrics);
    }
  }
  return metrics;
}

bool is_of_clients(const ShownMetric& metric) {
  return metric.shows == ShownSource::client_requests;
}

bool names_population(const ShownMetric& metric) {
  return std::any_of(metric.labels.begin(), metric.labels.end(), [](const ShownLabel& label) {
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
