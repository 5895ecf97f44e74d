#pragma once

#include <cstddef>
#include <string>

#include "harness/core/time.hpp"
#include "harness/engine/world.hpp"
#include "harness/live/scheduler.hpp"
#include "mock_services/http/client.hpp"

namespace firedrill::live {

/// Where a target's metrics are.
struct MetricsPage {
  http::Origin origin;
  std::string path = "/metrics";
  ScrapeTarget target;  ///< its labels
  /// Whether a job or an instance that the page says itself counts (Prometheus' honor_labels).
  bool honors_labels = false;
};

/// What a page says, as Prometheus takes it: job and instance are the target's; where the page has
/// such labels itself, they become exported_job and exported_instance. Timestamps are ignored: a
/// sample is of the moment at which it was fetched. With honors_labels they stay what they are. A
/// page that cannot be read is a target that is not up, with the reason in `problem`.
ScrapeResult read_metrics(std::string_view text, const MetricsPage& page);

/// Fetches pages of metrics over HTTP.
class Scraper {
 public:
  /// A page may not be larger.
  static constexpr std::size_t longest_page = std::size_t{8} << 20U;

  explicit Scraper(Scheduler& scheduler);

  /// `done` is called once, in a task. `timeout` is wall time for all of it. Whatever the other
  /// side does, it is a ScrapeResult: "connection refused", "HTTP 500", "line 3: expected a number,
  /// found \"x\"".
  void scrape(const MetricsPage& page, Duration timeout, ScrapeCompletion done);

 private:
  Scheduler& scheduler_;
  http::Client client_;
};

}  // namespace firedrill::live
