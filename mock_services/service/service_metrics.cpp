#include "mock_services/service/service_metrics.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace firedrill::mock {
namespace {

/// One page of metrics in the text format.
/// Source: Prometheus, "Exposition formats", text format 0.0.4.
class Page {
 public:
  /// The lines before a metric's samples.
  void begin(std::string_view name) {
    const auto metrics = exported_metrics();
    const auto info = std::find_if(
        metrics.begin(), metrics.end(), [&](const MetricInfo& one) { return one.name == name; });
    text_ +=
        fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, info->meaning, to_string(info->type));
  }

  using Labels = std::vector<std::pair<std::string_view, std::string>>;

  void sample(std::string_view name, const Labels& labels, double value) {
    std::string inner;
    for (const auto& [label, text] : labels) {
      inner += fmt::format("{}{}=\"{}\"", inner.empty() ? "" : ",", label, escaped(text));
    }
    text_ += fmt::format("{}{{{}}} {}\n", name, inner, value);
  }

  std::string text() && { return std::move(text_); }

 private:
  static std::string escaped(std::string_view value) {
    std::string text;
    for (const char character : value) {
      switch (character) {
        case '\\':
          text += "\\\\";
          break;
        case '"':
          text += "\\\"";
          break;
        case '\n':
          text += "\\n";
          break;
        default:
          text += character;
      }
    }
    return text;
  }

  std::string text_;
};

}  // namespace

void ServiceMetrics::answered(int status, Duration latency) {
  ++requests_[status];
  duration_.observe(latency);
}

void ServiceMetrics::authenticated(const std::string& provider, const std::string& result) {
  ++auth_requests_[{provider, result}];
}

std::string ServiceMetrics::exposed(const Gauges& gauges) const {
  Page page;
  page.begin(metric::auth_requests);
  for (const auto& [key, count] : auth_requests_) {
    page.sample(metric::auth_requests,
                {{"provider", key.first}, {"result", key.second}, {"service", service_}},
                static_cast<double>(count));
  }
  const std::string duration{metric::duration};
  page.begin(metric::duration);
  std::uint64_t cumulated = 0;
  for (std::size_t bucket = 0; bucket < histogram_bounds.size(); ++bucket) {
    cumulated += duration_.counts.at(bucket);
    const std::string le{histogram_bounds.at(bucket).le};
    page.sample(
        duration + "_bucket", {{"le", le}, {"service", service_}}, static_cast<double>(cumulated));
  }
  page.sample(duration + "_sum", {{"service", service_}}, duration_.sum_s());
  page.sample(duration + "_count", {{"service", service_}}, static_cast<double>(cumulated));
  page.begin(metric::requests);
  for (const auto& [status, count] : requests_) {
    page.sample(metric::requests,
                {{"code", std::to_string(status)}, {"service", service_}, {"version", version_}},
                static_cast<double>(count));
  }
  const std::vector<std::pair<std::string_view, double>> numbers{
      {metric::in_flight, static_cast<double>(gauges.in_flight)},
      {metric::queue_length, static_cast<double>(gauges.queue_length)},
      {metric::process_start, gauges.process_start_s}};
  for (const auto& [name, value] : numbers) {
    page.begin(name);
    page.sample(name, {{"service", service_}}, value);
  }
  return std::move(page).text();
}

}  // namespace firedrill::mock
