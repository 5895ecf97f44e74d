#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/promql/labels.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/scenario/query.hpp"
#include "harness/scenario/speed.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Before read_before(const Json& json, const Context& context) {
  Before before;
  ObjectReader reader(json, R"("before")", context.diagnostics);
  replace(before.settle, duration_in(reader, "settle", {.least = seconds{1}, .most = hours{1}}));
  if (const Json* conditions = reader.array("steady_state").value_or(nullptr)) {
    for (const Json& condition : conditions->items()) {
      if (auto query = read_query(condition, "steady_state", context.diagnostics)) {
        check_selectors(condition, *query, context);
        before.steady_state.push_back({.text = condition.as_string(),
                                       .query = *std::move(query),
                                       .source = condition.span()});
      }
    }
  }
  reader.finish();
  return before;
}

ImpactRule read_impact(const Json& json, const Context& context) {
  ImpactRule rule;
  ObjectReader reader(json, R"("impact")", context.diagnostics);
  const auto window = duration_in(reader, "window", {.least = seconds{1}, .most = minutes{5}});
  if (window && *window % seconds{1} != Duration::zero()) {
    reader.error(
        "window", "\"window\" must be whole seconds", "traffic is counted second by second");
  } else {
    replace(rule.window, window);
  }
  replace(rule.at_least_bad,
          reader.integer("at_least", {.least = 1, .most = 1'000'000'000}).optional());
  replace(rule.above_ratio, reader.ratio("above").optional());
  replace(rule.recovered_after, duration_in(reader, "recovered_after", {.most = hours{24}}));
  reader.finish();
  return rule;
}

Monitoring::Outage read_outage(const Json& json, const Context& context) {
  ObjectReader reader(json, "an outage", context.diagnostics);
  const Monitoring::Outage outage{.from = duration_in(reader, "from", {}).value_or(Duration{}),
                                  .until = duration_in(reader, "until", {}).value_or(Duration{})};
  need(reader, "from");
  need(reader, "until");
  if (reader.has("until") && outage.until <= outage.from) {
    reader.error("until", "the outage ends before it begins", "expected a time after \"from\"");
  }
  reader.finish();
  return outage;
}

namespace {

std::vector<std::pair<std::string, std::string>> read_external_labels(ObjectReader& reader) {
  std::vector<std::pair<std::string, std::string>> labels;
  const Json* json = reader.object("external_labels").value_or(nullptr);
  for (const JsonMember& member : json == nullptr ? Json::Members{} : json->members()) {
    if (!promql::is_label_name(member.key) || member.key == "alertname") {
      reader.diagnostics().error(
          member.key_span,
          fmt::format("an external label cannot have the name {}", quote(member.key)),
          "expected letters, digits and \"_\", no digit first, and not \"alertname\"");
    }
    if (auto value = read_string(member.value, member.key, reader.diagnostics())) {
      labels.emplace_back(member.key, *std::move(value));
    }
  }
  std::sort(labels.begin(), labels.end());
  return labels;
}

}  // namespace

Monitoring read_monitoring(const Json& json, const Context& context) {
  constexpr DurationRange range{.least = shortest_interval, .most = longest_interval};
  constexpr std::array<std::pair<std::string_view, bool>, 2> offsets = {
      {{"aligned", false}, {"random", true}}};
  Monitoring monitoring;
  ObjectReader reader(json, R"("monitoring")", context.diagnostics);
  replace(monitoring.scrape_interval, duration_in(reader, "scrape_interval", range));
  replace(monitoring.evaluation_interval, duration_in(reader, "evaluation_interval", range));
  replace(monitoring.random_offset, reader.choice<bool>("offset", offsets).optional());
  monitoring.external_labels = read_external_labels(reader);
  if (const Json* outages = reader.array("outages").value_or(nullptr)) {
    for (const Json& item : outages->items()) {
      monitoring.outages.push_back(read_outage(item, context));
    }
  }
  reader.finish();
  return monitoring;
}

LiveSettings read_live(const Json& json, const Context& context) {
  constexpr std::array<std::pair<std::string_view, Detector>, 2> detectors = {
      {{"firedrill", Detector::own}, {"external", Detector::external}}};
  ObjectReader reader(json, "live", context.diagnostics);
  LiveSettings live;
  live.speed = number_in(reader, "speed", {.least = 1, .most = most_speed});
  replace(live.detector, reader.choice<Detector>("detector", detectors).optional());
  if (live.detector == Detector::external && live.speed.value_or(1) > 1) {
    reader.error("speed",
                 "Prometheus and Alertmanager keep wall time",
                 "expected 1, or none, beside \"detector\": \"external\"");
  }
  reader.finish();
  return live;
}

}  // namespace firedrill::loading
