#include "harness/live/monitoring.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "harness/alertmanager/redirect.hpp"
#include "harness/live/complete_later.hpp"
#include "harness/live/monitoring_files.hpp"
#include "harness/live/own_launch.hpp"
#include "harness/live/port.hpp"
#include "harness/rules/rule_text.hpp"
#include "harness/scenario/rule_groups.hpp"
#include "harness/text/source_file.hpp"

namespace firedrill::live {
namespace {

namespace fs = std::filesystem;

constexpr Duration readiness_period = std::chrono::milliseconds{50};  // wire clock
constexpr Duration readiness_timeout = std::chrono::seconds{2};       // wire clock
constexpr Duration longest_program_start = std::chrono::seconds{60};  // wire clock
constexpr int most_tries = 5;                                         // for a port
constexpr std::string_view no_port = "address already in use";
constexpr const char* debian_alertmanager = "prometheus-alertmanager";
constexpr const char* usual_alertmanager = "alertmanager";

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// In firedrill's own environment and folder.
ProcessSpec spec_for(std::vector<std::string> arguments) {
  ProcessSpec spec = fill_in({.arguments = {"-"}}, {}, {});
  spec.arguments = std::move(arguments);
  spec.folder = fs::current_path();
  return spec;
}

}  // namespace

MonitoringPrograms::MonitoringPrograms(Parts parts, MonitoringListener listener)
    : parts_(std::move(parts)),
      listener_(std::move(listener)) {
  const fs::path store = parts_.plan.folder;
  const fs::path files = fs::absolute(parts_.plan.logs);
  const bool is_debian = obstacle_to(spec_for({debian_alertmanager})).empty();
  alertmanager_ = {.name = is_debian ? debian_alertmanager : usual_alertmanager,
                   .log = "alertmanager.log",
                   .options = {"--config.file=" + (files / "alertmanager.yml").string(),
                               "--storage.path=" + (store / "alertmanager").string(),
                               "--cluster.listen-address="},
                   .write_file = [this] { write_alertmanager_file(); },
                   .when_ready = [this] { add_silences(0); }};
  prometheus_ = {
      .name = "prometheus",
      .log = "prometheus.log",
      .options = {"--config.file=" + (files / "prometheus.yml").string(),
                  "--storage.tsdb.path=" + (store / "prometheus").string()},
      .write_file = [this] { write_prometheus_file(); },
      .when_ready = [this] { complete_later(parts_.scheduler, std::exchange(done_, {}), {}); }};
}

std::string MonitoringPrograms::missing() const {
  const auto obstacle = [](const std::string& name) { return obstacle_to(spec_for({name})); };
  std::string_view package = "prometheus";
  std::string wrong = obstacle(prometheus_.name);
  if (wrong.empty() && !obstacle(alertmanager_.name).empty()) {
    package = debian_alertmanager;
    wrong = obstacle(debian_alertmanager);
  }
  return wrong.empty() ? "" : fmt::format("{} (it is in Debian's package {})", wrong, package);
}

void MonitoringPrograms::start(std::vector<MetricsPage> pages, Completion done) {
  Result<std::unique_ptr<MonitoringFace>> face =
      MonitoringFace::start(parts_.scheduler, listener_, parts_.metrics);
  if (!face) {
    fail(face.error().message);
    return;
  }
  face_ = *std::move(face);
  pages_ = std::move(pages);
  pages_.push_back({.origin = face_->origin(),
                    .path = "/metrics",
                    .target = {.job = "firedrill", .instance = "firedrill"}});
  done_ = std::move(done);
  begin(alertmanager_);
}

ProcessSpec MonitoringPrograms::spec_of(const Program& program) const {
  std::vector<std::string> arguments{
      program.name,
      fmt::format("--web.listen-address={}:{}", program.origin.address, program.origin.port)};
  arguments.insert(arguments.end(), program.options.begin(), program.options.end());
  ProcessSpec spec = spec_for(std::move(arguments));
  spec.standard_output = parts_.plan.logs / program.log;
  spec.standard_error = spec.standard_output;
  return spec;
}

void MonitoringPrograms::begin(Program& program) {
  {
    const Result<Port> port = Port::reserve();  // free again at the end of this block
    if (!port) {
      fail(port.error().message);
      return;
    }
    program.origin = {.address = "127.0.0.1", .port = port->number()};
  }
  const int tries = ++program.tries;
  program.write_file();
  std::error_code none;
  fs::remove(parts_.plan.logs / program.log, none);
  parts_.processes.spawn(spec_of(program),
                         {.started =
                              [this, &program, tries](const Result<int>& pid) {
                                if (!pid) {
                                  ended(program, tries, pid.error().message);
                                }
                              },
                          .ended =
                              [this, &program, tries](const ProcessEnd& end) {
                                ended(program, tries, program.name + " " + to_string(end));
                              }});
  poll(program,
       tries,
       parts_.scheduler.now() + parts_.scheduler.incident_time(longest_program_start));
}

/// Asks whether it is ready until it is, or is another process.
void MonitoringPrograms::poll(Program& program, int tries, Instant until) {
  parts_.client.send(
      program.origin,
      http::request_to("GET", "/-/ready"),
      readiness_timeout,
      [this, &program, tries, until](const http::Exchange& exchange) {
        if (stopped_ || program.tries != tries || program.is_ready) {
          return;
        }
        if (exchange.reached == http::Reached::answered && exchange.reply.status == 200) {
          program.is_ready = true;
          program.when_ready();
        } else if (parts_.scheduler.now() >= until) {
          fail(program.name +
               " never got ready: " + complaint_in(text_of(parts_.plan.logs / program.log)));
        } else {
          parts_.scheduler.after_wire(readiness_period, [this, &program, tries, until] {
            if (!stopped_ && program.tries == tries) {
              poll(program, tries, until);
            }
          });
        }
      });
}

void MonitoringPrograms::ended(Program& program, int tries, const std::string& how) {
  if (stopped_ || program.tries != tries) {
    return;
  }
  const std::string why = complaint_in(text_of(parts_.plan.logs / program.log));
  if (!program.is_ready && tries < most_tries && why.find(no_port) != std::string::npos) {
    begin(program);
  } else {
    fail(why.empty() ? how : how + ": " + why);
  }
}

void MonitoringPrograms::fail(const std::string& why) {
  if (!std::exchange(stopped_, true)) {
    parts_.trouble(why);
  }
}

void MonitoringPrograms::write(const std::string& name, const std::string& text) {
  const fs::path path = parts_.plan.logs / name;
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  if (!(file << text).flush()) {
    fail(fmt::format("cannot write {}: {}", path.native(), std::strerror(errno)));
  }
}

void MonitoringPrograms::write_alertmanager_file() {
  const Scenario& scenario = parts_.plan.scenario;
  alertmanager::Redirected routing;
  if (scenario.alert_routing.file.empty()) {
    routing = alertmanager::straight_to(face_->url(), scenario.on_call.pages_on);
  } else {
    const fs::path file = fs::path(scenario.file).parent_path() / scenario.alert_routing.file;
    routing = alertmanager::redirected(SourceText(file.string(), scenario.alert_routing.text),
                                       face_->url());
  }
  write("alertmanager.yml", routing.text);
  face_->name_receivers(std::move(routing.addressees));
}

/// A file for each group: two of one name may not stand in the same.
void MonitoringPrograms::write_prometheus_file() {
  const Scenario& scenario = parts_.plan.scenario;
  PrometheusPlan plan{
      .grids = scenario.monitoring, .pages = pages_, .alertmanager = face_->origin()};
  for (const rules::RuleGroup& group : rule_groups_of(scenario)) {
    if (!group.rules.empty()) {
      const std::string name = fmt::format("rules-{}.yml", plan.rule_files.size());
      write(name, rules::to_yaml({group}));
      plan.rule_files.push_back((fs::absolute(parts_.plan.logs) / name).string());
    }
  }
  write("prometheus.yml", prometheus_file(plan));
}

/// One after the other, and then Prometheus.
void MonitoringPrograms::add_silences(std::size_t next) {
  const std::vector<AlertRouting::Silence>& silences = parts_.plan.scenario.alert_routing.silences;
  if (next == silences.size()) {
    face_->hand_on_to(alertmanager_.origin);
    begin(prometheus_);
    return;
  }
  const auto zero = std::chrono::system_clock::now() -
                    parts_.scheduler.wire_time(parts_.scheduler.now().time_since_epoch());
  http::Request request = http::request_to("POST", "/api/v2/silences");
  request.headers.add("content-type", "application/json");
  request.body = silence_body(silences[next], zero);
  parts_.client.send(
      alertmanager_.origin,
      request,
      readiness_timeout,
      [this, next](const http::Exchange& exchange) {
        if (stopped_) {
          return;
        }
        if (exchange.reached == http::Reached::answered && exchange.reply.status == 200) {
          add_silences(next + 1);
        } else {
          fail("Alertmanager does not take a silence of the scenario: " + exchange.reply.body);
        }
      });
}

}  // namespace firedrill::live
