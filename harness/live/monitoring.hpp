#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/engine/world.hpp"
#include "harness/live/fleet.hpp"
#include "harness/live/monitoring_face.hpp"
#include "harness/live/processes.hpp"
#include "harness/live/scraper.hpp"

namespace firedrill::live {

/// The real Prometheus and Alertmanager, from PATH, as processes of the run: they watch its
/// services, evaluate the scenario's rules, route by its Alertmanager configuration and its
/// silences, and page a mock pager. What they read stands beside their output; what they store goes
/// with the run.
///
/// They cannot tell which port they have got, so each is given one that was free a moment ago, and
/// another one if somebody was faster.
class MonitoringPrograms {
 public:
  /// What it needs. All must outlive it.
  struct Parts {
    const FleetPlan& plan;
    Scheduler& scheduler;
    Processes& processes;
    http::Client& client;
    std::function<ScrapeResult()> metrics;            ///< the load generator's
    std::function<void(const std::string&)> trouble;  ///< hears why the run cannot go on
  };

  MonitoringPrograms(Parts parts, MonitoringListener listener);

  /// "", or that one of the programs is not there.
  std::string missing() const;

  /// Starts Alertmanager, and then Prometheus, which scrapes these pages and the load generator's.
  /// `done` is called in a task when both are ready; if they never get so, `trouble` hears why.
  void start(std::vector<MetricsPage> pages, Completion done);

  /// The run is over: whatever they do now is no news.
  void stop() { stopped_ = true; }

 private:
  struct Program {
    std::string name;  ///< in PATH
    std::string log;   ///< name of the file
    std::vector<std::string> options;
    std::function<void()> write_file;  ///< that it reads
    std::function<void()> when_ready;
    http::Origin origin = {};
    int tries = 0;
    bool is_ready = false;
  };

  ProcessSpec spec_of(const Program& program) const;
  void begin(Program& program);
  void poll(Program& program, int tries, Instant until);
  void ended(Program& program, int tries, const std::string& how);
  void write(const std::string& name, const std::string& text);
  void write_alertmanager_file();
  void write_prometheus_file();
  void add_silences(std::size_t next);
  void fail(const std::string& why);

  Parts parts_;
  MonitoringListener listener_;
  std::unique_ptr<MonitoringFace> face_;
  std::vector<MetricsPage> pages_;
  Completion done_;
  Program alertmanager_;
  Program prometheus_;
  bool stopped_ = false;
};

}  // namespace firedrill::live
