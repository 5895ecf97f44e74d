#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/alertmanager/redirect.hpp"
#include "harness/core/result.hpp"
#include "harness/engine/outside_alerts.hpp"
#include "harness/engine/world.hpp"
#include "harness/live/scheduler.hpp"
#include "mock_services/http/client.hpp"

namespace firedrill::live {

/// What the real Prometheus and Alertmanager tell; each is called in a task of the Scheduler, in
/// the order in which it was told.
struct MonitoringListener {
  std::function<void(const PrometheusAlert&)> on_alert;
  std::function<void(const AlertmanagerMessage&)> on_message;
};

/// What firedrill is to the real Prometheus and Alertmanager, on a free port of 127.0.0.1:
///
///   GET  /metrics                     the load generator's
///   POST /api/v2/alerts               what Prometheus sends; noted, and handed on to Alertmanager
///   POST /receivers/N/v2/enqueue      the mock pager's doors, for each of those whom
///   POST /receivers/N/alertmanager    Alertmanager tells
///   POST /receivers/N/v2/alerts/...
///   POST /receivers/N/services/T/B/K
///
/// An alert is told before any message about it: Alertmanager knows it from here.
class MonitoringFace {
 public:
  /// `metrics` gives the load generator's. An error says why it cannot listen. The scheduler must
  /// outlive it.
  static Result<std::unique_ptr<MonitoringFace>> start(Scheduler& scheduler,
                                                       MonitoringListener listener,
                                                       std::function<ScrapeResult()> metrics);
  ~MonitoringFace();
  MonitoringFace(const MonitoringFace&) = delete;
  MonitoringFace& operator=(const MonitoringFace&) = delete;

  const std::string& url() const;
  http::Origin origin() const;

  /// Who the receivers 0, 1, ... are.
  void name_receivers(std::vector<alertmanager::Addressee> receivers);

  /// Where alerts are handed on; before that Prometheus is told 503.
  void hand_on_to(const http::Origin& alertmanager);

 private:
  class State;
  explicit MonitoringFace(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace firedrill::live
