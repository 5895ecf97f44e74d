#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/rules/burn_rate.hpp"
#include "harness/scenario/slo.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/quantity.hpp"

namespace firedrill::loading {
namespace {

using rules::BurnRate;

constexpr std::int64_t short_windows_in_long = 12;  // table 5-8 of the SRE Workbook
constexpr DurationRange window_range{.least = std::chrono::seconds{1},
                                     .most = std::chrono::hours{24 * 90}};
constexpr NumberRange burn_range{.least = 0.001, .most = 1'000'000};

/// Whose errors count, and what tells of them.
struct Errors {
  std::string ratio;  ///< PromQL with a placeholder
  std::string of;     ///< "of the requests of shoppers fail"
};

Errors of_population(ObjectReader& reader, const Context& context) {
  Errors errors;
  const std::string name = reader.string("population").required();
  if (!name.empty() && check_known({reader.span_of("population"), name},
                                   {"population"},
                                   context.names.populations,
                                   context.diagnostics)) {
    errors.ratio = rules::error_ratio_of_population(name);
    errors.of = fmt::format("of the requests of {} fail", name);
  }
  return errors;
}

Errors of_service(ObjectReader& reader, const Context& context) {
  Errors errors;
  const std::string name = reader.string("service").required();
  if (!name.empty() &&
      find_service({reader.span_of("service"), name}, context.names, context.diagnostics)) {
    errors.ratio = rules::error_ratio_of_service(name);
    errors.of = fmt::format("of the requests to {} fail", name);
  }
  return errors;
}

Errors of_expression(ObjectReader& reader) {
  Errors errors{.ratio = reader.string("errors").required(), .of = "of all fail"};
  if (!errors.ratio.empty() && errors.ratio.find(rules::window_placeholder) == std::string::npos) {
    reader.error("errors",
                 "\"errors\" does not say where its window stands",
                 R"(expected for example [${window}])");
    errors.ratio.clear();
    return errors;
  }
  const auto alone = promql::parse(rules::over_window(errors.ratio, std::chrono::minutes{5}));
  if (!alone && !errors.ratio.empty()) {
    reader.error("errors", "PromQL: " + alone.error().message);
    errors.ratio.clear();
  }
  return errors;
}

Errors read_errors(ObjectReader& reader, const Context& context) {
  constexpr std::array<std::string_view, 3> ways{"population", "service", "errors"};
  const auto given =
      std::find_if(ways.begin(), ways.end(), [&](auto way) { return reader.has(way); });
  for (auto other = given; other != ways.end(); ++other) {
    if (other != given && reader.has(*other)) {
      reader.ignore(*other);
      reader.error(*other,
                   fmt::format("{} cannot stand beside {}", quote(*other), quote(*given)),
                   "expected one of them");
    }
  }
  if (given == ways.end()) {
    need(reader, "population");
    return {};
  }
  return *given == "population" ? of_population(reader, context)
         : *given == "service"  ? of_service(reader, context)
                                : of_expression(reader);
}

BurnRate read_window(const Json& json, const Context& context) {
  BurnRate row;
  ObjectReader reader(json, "a window of an objective", context.diagnostics);
  const auto long_window = duration_in(reader, "long", window_range);
  need(reader, "long");
  const auto short_window = duration_in(reader, "short", window_range);
  replace(row.burn, number_in(reader, "burn", burn_range));
  need(reader, "burn");
  row.severity = reader.string("severity").required();
  row.long_window = long_window.value_or(row.long_window);
  row.short_window = short_window.value_or(std::chrono::duration_cast<std::chrono::milliseconds>(
      row.long_window / short_windows_in_long));
  if (long_window && short_window && *short_window >= *long_window) {
    reader.error("short", "\"short\" is not shorter than \"long\"", "expected a shorter window");
  }
  reader.finish();
  return row;
}

std::vector<BurnRate> read_windows(ObjectReader& reader, const Context& context) {
  const Json* listed = reader.array("windows").value_or(nullptr);
  if (listed == nullptr) {
    return rules::usual_burn_rates();
  }
  if (listed->items().empty()) {
    reader.error("windows", "\"windows\" is empty: no alert", "expected at least one window");
  }
  std::vector<BurnRate> rows;
  for (const Json& item : listed->items()) {
    rows.push_back(read_window(item, context));
  }
  return rows;
}

/// Key "slo": a share that leaves something for errors.
std::optional<double> read_objective(ObjectReader& reader) {
  const std::optional<double> objective = reader.ratio("slo").optional();
  if (objective && (*objective <= 0 || *objective >= 1)) {
    reader.error("slo",
                 fmt::format("{} is no objective: it must be more than 0% and less than 100%",
                             ratio_text(*objective)),
                 R"(expected for example "99.9%")");
    return std::nullopt;
  }
  return objective;
}

/// Whether the labels leave the severity to the windows.
bool check_severity(ObjectReader& reader) {
  const Json* labels = reader.node().find("labels");
  const JsonMember* severity =
      labels != nullptr && labels->is_object() ? labels->member("severity") : nullptr;
  if (severity != nullptr) {
    reader.diagnostics().error(severity->key_span,
                               "\"severity\" contradicts \"slo\", whose windows say it",
                               R"(expected in "windows")");
  }
  return severity == nullptr;
}

template <class Texts>
void add_missing(Texts& texts, std::string name, std::string text) {
  const auto same = [&](const auto& one) { return one.first == name; };
  if (std::none_of(texts.begin(), texts.end(), same)) {
    texts.emplace_back(std::move(name), std::move(text));
    std::sort(texts.begin(), texts.end());
  }
}

std::vector<BurnRate> of_severity(const std::vector<BurnRate>& rows, std::string_view severity) {
  std::vector<BurnRate> same;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(same), [&](const BurnRate& row) {
    return row.severity == severity;
  });
  return same;
}

/// The severities in the order in which they come first.
std::vector<std::string> severities_of(const std::vector<BurnRate>& rows) {
  std::vector<std::string> all;
  for (const BurnRate& row : rows) {
    if (std::find(all.begin(), all.end(), row.severity) == all.end()) {
      all.push_back(row.severity);
    }
  }
  return all;
}

}  // namespace

std::vector<AlertRule> read_slo(ObjectReader& reader,
                                const AlertTexts& texts,
                                const Context& context) {
  const Errors errors = read_errors(reader, context);
  const std::vector<BurnRate> rows = read_windows(reader, context);
  const std::optional<double> objective = read_objective(reader);
  const bool has_free_severity = check_severity(reader);
  std::vector<AlertRule> alerts;
  if (!objective || errors.ratio.empty() || !has_free_severity) {
    return alerts;
  }
  for (const std::string& severity : severities_of(rows)) {
    std::string text =
        rules::burn_expression(errors.ratio, *objective, of_severity(rows, severity));
    Result<promql::Expression> query = promql::parse(text);
    if (!query) {
      reader.error("slo", "PromQL: " + query.error().message);
      return alerts;
    }
    AlertRule alert{.alert = texts.name,
                    .text = std::move(text),
                    .query = *std::move(query),
                    .timing = {},
                    .labels = texts.labels,
                    .annotations = texts.annotations,
                    .source = reader.node().span()};
    add_missing(alert.labels, "severity", severity);
    add_missing(alert.annotations,
                "summary",
                fmt::format("{{{{ $value | humanizePercentage }}}} {}: too many for {}",
                            errors.of,
                            ratio_text(*objective)));
    alerts.push_back(std::move(alert));
  }
  return alerts;
}

}  // namespace firedrill::loading
