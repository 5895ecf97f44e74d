#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "harness/behaviour/metrics.hpp"
#include "harness/promql/ast.hpp"
#include "harness/promql/functions.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/scenario/query.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill::loading {
namespace {

/// Functions that compare samples: one sample in the range gives them nothing to go by.
constexpr std::array<std::string_view, 8> need_two_samples{
    "delta", "deriv", "holt_winters", "idelta", "increase", "irate", "predict_linear", "rate"};

/// Every name by which a sample of this scenario can be asked for.
std::vector<std::string> exported_names(const Names& names) {
  std::vector<std::string> exported{"ALERTS", "ALERTS_FOR_STATE"};
  for (const MetricInfo& metric : exported_metrics()) {
    if (metric.type != MetricType::histogram) {
      exported.emplace_back(metric.name);
      continue;
    }
    for (const std::string_view suffix : {"_bucket", "_sum", "_count"}) {
      exported.push_back(fmt::format("{}{}", metric.name, suffix));
    }
  }
  for (const ShownMetric& metric : names.shown) {
    for (std::string& name : exposed_names(metric)) {
      exported.push_back(std::move(name));
    }
  }
  exported.insert(exported.end(), names.recorded.begin(), names.recorded.end());
  return exported;
}

class NoData {
 public:
  NoData(const Json& json, const Context& context)
      : json_(json),
        context_(context),
        exported_(exported_names(context.names)),
        known_(exported_.begin(), exported_.end()) {}

  void look_at(const promql::Node& node) {
    if (const auto* selector = std::get_if<promql::VectorSelector>(&node.data)) {
      check_name(selector->name, node.position);
    }
    if (const auto* matrix = std::get_if<promql::MatrixSelector>(&node.data)) {
      check_name(matrix->selector.name, node.position);
    }
    if (const auto* call = std::get_if<promql::Call>(&node.data)) {
      if (call->function->name.starts_with("absent")) {
        return;  // it is there for metrics that do not exist
      }
      check_range(*call, node.position);
    }
    for (const promql::Node* operand : promql::children(node)) {
      look_at(*operand);
    }
  }

 private:
  void check_name(const std::string& name, std::size_t position) {
    if (name.empty() || std::find(known_.begin(), known_.end(), name) != known_.end()) {
      return;
    }
    // What is near to nothing is somebody else's metric: the run tells if it never had a sample.
    if (const std::string meant = did_you_mean(name, known_); !meant.empty()) {
      context_.diagnostics.warning(
          place(position, name.size()),
          fmt::format("nothing here exports the metric {}{}", quote(name), meant),
          "only a program of your own may have it");
    }
  }

  void check_range(const promql::Call& call, std::size_t position) {
    const std::string_view name = call.function->name;
    const Duration least = 2 * context_.scrape_interval;
    if (std::find(need_two_samples.begin(), need_two_samples.end(), name) ==
        need_two_samples.end()) {
      return;
    }
    const auto* matrix =
        std::get_if<promql::MatrixSelector>(&promql::without_parentheses(*call.arguments[0]).data);
    if (matrix != nullptr && matrix->range < least) {
      context_.diagnostics.warning(
          place(position, name.size()),
          fmt::format("{}() needs two samples, and {} may hold fewer at one scrape every {}",
                      name,
                      to_text(matrix->range),
                      to_text(context_.scrape_interval)),
          fmt::format("expected a range of {} or more", to_text(least)));
    }
  }

  Span place(std::size_t position, std::size_t size) const {
    return part_in_file(context_.diagnostics.source(), json_.span(), position, position + size);
  }

  const Json& json_;
  const Context& context_;
  const std::vector<std::string> exported_;
  const std::vector<std::string_view> known_;
};

}  // namespace

void warn_of_no_data(const Json& json, const promql::Expression& query, const Context& context) {
  NoData(json, context).look_at(query.root());
}

}  // namespace firedrill::loading
