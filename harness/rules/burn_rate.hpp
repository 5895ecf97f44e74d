#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.hpp"

namespace firedrill::rules {

/// One condition of an alert on an error budget: over both windows, errors use up the budget at
/// least `burn` times as fast as would leave nothing of it at the end of its period. The short
/// window ends the alert soon after the errors have ended.
struct BurnRate {
  Duration long_window{};
  Duration short_window{};
  double burn = 1;
  std::string severity;
};

/// Multiwindow, multi-burn-rate alerts for a budget of 30 days. Source: The Site Reliability
/// Workbook, chapter 5, table 5-8; the row of one day is that of sloth and of the workbook's
/// listing.
std::vector<BurnRate> usual_burn_rates();

/// Stands for the length of a window in the text of an error ratio.
inline constexpr std::string_view window_placeholder = "${window}";

/// The text with a length in place of the placeholder.
std::string over_window(std::string_view error_ratio, Duration window);

/// PromQL for a share of requests that failed, with the placeholder for its window.
std::string error_ratio_of_population(std::string_view population);
std::string error_ratio_of_service(std::string_view service);

/// PromQL that returns the error ratio over the long window of the first row that holds.
/// `objective` is the share of good requests, 0 to 1.
std::string burn_expression(std::string_view error_ratio,
                            double objective,
                            const std::vector<BurnRate>& rows);

}  // namespace firedrill::rules
