#include "harness/control/health_checks.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "harness/actions/operation.hpp"
#include "harness/journal/detector.hpp"

namespace firedrill::control {

HealthChecks::HealthChecks(Timeline& timeline,
                           Operations& operations,
                           const Scenario& scenario,
                           const ImpactMonitor& impact,
                           Seed seed)
    : timeline_(timeline),
      operations_(operations),
      impact_(impact) {
  for (const HealthCheck& check : scenario.health_checks) {
    const std::string own = "health_check/" + check.name;
    Rng phase = stream(seed, own + "/phase");
    checks_.push_back({.what = check, .delay = stream(seed, own + "/delay")});
    if (scenario.monitoring.random_offset) {
      checks_.back().phase = Duration{
          static_cast<std::int64_t>(phase.unit() * static_cast<double>(check.interval.count()))};
    }
  }
}

void HealthChecks::start() {
  for (Check& check : checks_) {
    timeline_.scheduler().after(check.phase, [this, &check] { ask(check); });
  }
}

void HealthChecks::ask(Check& check) {
  timeline_.scheduler().after(check.what.interval, [this, &check] { ask(check); });
  if (check.asks) {
    return;
  }
  check.asks = true;
  const Probe probe{
      .service = check.what.service, .timeout = check.what.timeout, .path = check.what.path};
  operations_.perform(probe, EventId::none, [this, &check](const OperationResult& result) {
    check.asks = false;
    const Instant now = timeline_.scheduler().now();
    check.told = std::max(check.told, now + check.what.delay.sample(check.delay));
    if (check.told == now) {
      tell(check, result);
    } else {
      timeline_.scheduler().at(check.told, [this, &check, result] { tell(check, result); });
    }
  });
}

void HealthChecks::tell(Check& check, const OperationResult& result) {
  result.outcome == Outcome::ok ? succeeded(check) : failed(check, result);
}

void HealthChecks::succeeded(Check& check) {
  check.failures = 0;
  if (!check.fires || ++check.successes < check.what.successes) {
    return;
  }
  check.fires = false;
  record(check, EventType::alert_resolved, check.what.name + " is resolved", check.last);
}

void HealthChecks::failed(Check& check, const OperationResult& result) {
  check.successes = 0;
  if (check.fires) {
    return;
  }
  const EventId cause = either(impact_.open_impact(), result.cause);
  ++check.failures;
  if (check.failures == check.what.failures) {
    check.fires = true;
    check.failures = 0;
    record(
        check,
        EventType::alert_firing,
        fmt::format("{} fires: {} fails, {}", check.what.name, check.what.service, result.detail),
        cause);
  } else if (check.failures == 1) {
    record(check,
           EventType::alert_pending,
           fmt::format("{} has failed, and fires after {} failures in a row: {}",
                       check.what.name,
                       check.what.failures,
                       result.detail),
           cause);
  }
}

void HealthChecks::record(Check& check, EventType type, std::string what, EventId cause) {
  check.last = timeline_.record({.type = type,
                                 .what = std::move(what),
                                 .cause = cause,
                                 .subject = check.what.name,
                                 .by = std::string(detector::health_check),
                                 .details = {{"severity", check.what.severity}}});
}

}  // namespace firedrill::control
