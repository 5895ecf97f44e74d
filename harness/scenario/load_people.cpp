#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "harness/scenario/parts.hpp"

namespace firedrill::loading {
namespace {

constexpr std::array<std::pair<std::string_view, Responder>, 2> responders = {
    {{"simulated", Responder::simulated}, {"human", Responder::human}}};

/// A distribution, or "never".
std::optional<Distribution> read_acknowledges(ObjectReader& reader) {
  const Json* json = reader.raw("acknowledges").required();
  if (json == nullptr || (json->is_string() && json->as_string() == "never")) {
    return std::nullopt;
  }
  return distribution(reader, "acknowledges");
}

EscalationLevel read_level(const Json& json, const Context& context) {
  EscalationLevel level;
  ObjectReader reader(json, "a level of the escalation", context.diagnostics);
  level.notify = reader.string("notify").required();
  level.acknowledges = read_acknowledges(reader);
  replace(level.escalates_after,
          duration_in(reader, "escalates_after", {.least = std::chrono::seconds{1}}));
  reader.finish();
  return level;
}

CustomerReport read_customer_report(const Json& json, const Context& context) {
  CustomerReport report;
  ObjectReader reader(json, "a customer report", context.diagnostics);
  report.population = reader.string("population").required();
  if (!report.population.empty()) {
    check_known({reader.span_of("population"), report.population},
                {"population"},
                context.names.populations,
                context.diagnostics);
  }
  replace(report.at_least_ratio, reader.ratio("at_least").optional());
  replace(report.after, distribution(reader, "after"));
  need(reader, "after");
  reader.finish();
  return report;
}

}  // namespace

std::vector<CustomerReport> read_customer_reports(const Json& json, const Context& context) {
  std::vector<CustomerReport> reports;
  for (const Json& item : json.items()) {
    reports.push_back(read_customer_report(item, context));
  }
  return reports;
}

OnCall read_on_call(const Json& json, const Context& context) {
  OnCall on_call;
  ObjectReader reader(json, R"("on_call")", context.diagnostics);
  replace(on_call.delivery, distribution(reader, "delivery"));
  replace(on_call.loss, reader.ratio("loss").optional());
  if (const Json* levels = reader.array("escalation").required()) {
    if (levels->items().empty()) {
      reader.error(
          "escalation", "\"escalation\" is empty: nobody is on call", "expected at least one");
    }
    for (const Json& level : levels->items()) {
      on_call.escalation.push_back(read_level(level, context));
    }
  }
  replace(on_call.loops, reader.integer("loops", {.least = 0, .most = 100}).optional());
  if (const Json* severities = reader.array("pages_on").value_or(nullptr)) {
    on_call.pages_on.clear();
    for (const Json& item : severities->items()) {
      if (auto severity = read_string(item, "pages_on", context.diagnostics)) {
        on_call.pages_on.push_back(*std::move(severity));
      }
    }
  }
  replace(on_call.responder, reader.choice<Responder>("responder", responders).optional());
  replace(on_call.external_alerts, reader.boolean("external_alerts").optional());
  reader.finish();
  return on_call;
}

}  // namespace firedrill::loading
