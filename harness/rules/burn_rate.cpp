#include "harness/rules/burn_rate.hpp"

#include <fmt/format.h>

#include "harness/behaviour/metrics.hpp"
#include "harness/promql/duration_text.hpp"

namespace firedrill::rules {
std::string over_window(std::string_view error_ratio, Duration window) {
  std::string text(error_ratio);
  const std::string length = promql::print_duration(window);
  for (std::size_t at = text.find(window_placeholder); at != std::string::npos;
       at = text.find(window_placeholder, at + length.size())) {
    text.replace(at, window_placeholder.size(), length);
  }
  return text;
}

std::vector<BurnRate> usual_burn_rates() {
  using namespace std::chrono_literals;
  return {{1h, 5min, 14.4, "page"},
          {6h, 30min, 6, "page"},
          {24h, 2h, 3, "ticket"},
          {72h, 6h, 1, "ticket"}};
}

std::string error_ratio_of_population(std::string_view population) {
  constexpr std::string_view requests = "sum(rate({}{{outcome{},population=\"{}\"}}[{}]))";
  return fmt::format(
             requests, metric::client_requests, "=\"bad\"", population, window_placeholder) +
         " / " +
         fmt::format(
             requests, metric::client_requests, "=~\"bad|good\"", population, window_placeholder);
}

std::string error_ratio_of_service(std::string_view service) {
  constexpr std::string_view requests = "sum(rate({}{{{}service=\"{}\"}}[{}]))";
  return fmt::format(requests, metric::requests, "code=~\"5..\",", service, window_placeholder) +
         " / " + fmt::format(requests, metric::requests, "", service, window_placeholder);
}

std::string burn_expression(std::string_view error_ratio,
                            double objective,
                            const std::vector<BurnRate>& rows) {
  std::string text;
  for (const BurnRate& row : rows) {
    const std::string limit = fmt::format("{:.12g} * {:.12g}", row.burn, 1 - objective);
    text += fmt::format("{}({}) > {} and ({}) > {}",
                        text.empty() ? "" : " or ",
                        over_window(error_ratio, row.long_window),
                        limit,
                        over_window(error_ratio, row.short_window),
                        limit);
  }
  return text;
}

}  // namespace firedrill::rules
