#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/own_texts.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/text/escape.hpp"

/// What watches beside rules and customers: health checks and heartbeats.
namespace firedrill::loading {
namespace {

constexpr DurationRange probe_interval{.least = std::chrono::seconds{1},
                                       .most = std::chrono::hours{1}};
constexpr DurationRange heartbeat_time{.least = std::chrono::seconds{1},
                                       .most = std::chrono::hours{24}};
constexpr IntegerRange in_a_row{.least = 1, .most = 1000};

std::string read_name(ObjectReader& reader, const Context& context) {
  std::string name = reader.identifier("name").required();
  const auto& all = context.names.watchers;
  if (std::count(all.begin(), all.end(), name) > 1) {
    reader.error("name",
                 fmt::format("two health checks or heartbeats have the name {}", quote(name)),
                 "expected another name");
  }
  return name;
}

HealthCheck read_health_check(const Json& json, const Context& context) {
  HealthCheck check;
  check.source = json.span();
  ObjectReader reader(json, "a health check", context.diagnostics);
  check.name = read_name(reader, context);
  check.service = reader.string("service").required();
  if (!check.service.empty()) {
    find_service({reader.span_of("service"), check.service}, context.names, context.diagnostics);
  }
  replace(check.path, read_url_path(reader, "path"));
  replace(check.interval, duration_in(reader, "interval", probe_interval));
  replace(check.timeout, duration_in(reader, "timeout", wire_timeout));
  if (check.interval < check.timeout) {
    reader.error(reader.has("timeout") ? "timeout" : "interval",
                 "\"interval\" is shorter than \"timeout\": one check would overtake another",
                 "expected at most the interval");
  }
  replace(check.failures, reader.integer("failures", in_a_row).optional());
  replace(check.successes, reader.integer("successes", in_a_row).optional());
  replace(check.delay, distribution(reader, "delay"));
  replace(check.severity, reader.string("severity").optional());
  reader.finish();
  return check;
}

Heartbeat read_heartbeat(const Json& json, Duration evaluation_interval, const Context& context) {
  Heartbeat heartbeat;
  ObjectReader reader(json, "a heartbeat", context.diagnostics);
  heartbeat.name = read_name(reader, context);
  heartbeat.alert = reader.string("alert").value_or("");
  if (!heartbeat.alert.empty()) {
    check_known({reader.span_of("alert"), heartbeat.alert},
                {"alert"},
                context.names.alerts,
                context.diagnostics);
  }
  const auto within = duration_in(reader, "within", heartbeat_time);
  need(reader, "within");
  replace(heartbeat.within, within);
  if (within && *within < evaluation_interval) {
    reader.error("within",
                 "\"within\" is shorter than \"evaluation_interval\": no sign could come in time",
                 "expected more");
  }
  replace(heartbeat.severity, reader.string("severity").optional());
  reader.finish();
  return heartbeat;
}

}  // namespace

std::vector<HealthCheck> read_health_checks(const Json& json, const Context& context) {
  std::vector<HealthCheck> checks;
  for (const Json& item : json.items()) {
    checks.push_back(read_health_check(item, context));
  }
  return checks;
}

std::vector<Heartbeat> read_heartbeats(const Json& json,
                                       Duration evaluation_interval,
                                       const Context& context) {
  std::vector<Heartbeat> heartbeats;
  for (const Json& item : json.items()) {
    heartbeats.push_back(read_heartbeat(item, evaluation_interval, context));
  }
  return heartbeats;
}

}  // namespace firedrill::loading
