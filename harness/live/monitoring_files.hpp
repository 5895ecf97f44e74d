#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/live/scraper.hpp"
#include "harness/scenario/scenario.hpp"
#include "mock_services/http/client.hpp"

namespace firedrill::live {

/// What the real Prometheus is told.
struct PrometheusPlan {
  Monitoring grids = {};
  std::vector<MetricsPage> pages = {};
  http::Origin alertmanager = {};
  std::vector<std::string> rule_files = {};
};

/// Its configuration file, as JSON, which is YAML: pages with the labels that firedrill's own
/// scraper gives them.
std::string prometheus_file(const PrometheusPlan& plan);

/// A silence as Alertmanager's API takes it, with the wall time of t = 0. Requires matchers that
/// can be read.
std::string silence_body(const AlertRouting::Silence& silence,
                         std::chrono::sys_time<Duration> zero);

/// What a program of Prometheus' says about why it has ended: the `err` of the first line of its
/// log that is an error, or its last line.
std::string complaint_in(const std::string& log);

}  // namespace firedrill::live
