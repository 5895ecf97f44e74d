#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/scenario/parts.hpp"
#include "harness/text/escape.hpp"

namespace firedrill::loading {
namespace {

/// A rate within the limits.
std::optional<double> read_bounded_rate(const Json& json,
                                        std::string_view name,
                                        Diagnostics& diagnostics) {
  const std::optional<Rate> rate = read_rate(json, name, diagnostics);
  if (rate && rate->per_second > highest_rate_per_second) {
    diagnostics.error(
        json.span(),
        fmt::format("{}: {} is more than a million a second", quote(name), quote(json.as_string())),
        "expected at most \"1M/s\"");
    return std::nullopt;
  }
  if (rate && rate->per_second > 0 && rate->per_second < lowest_rate_per_second) {
    diagnostics.error(
        json.span(),
        fmt::format("{}: {} is less than one in 30 days", quote(name), quote(json.as_string())),
        "expected \"0/s\" for nobody at all");
    return std::nullopt;
  }
  return rate ? std::optional(rate->per_second) : std::nullopt;
}

RatePoint read_rate_point(const Json& json, const Context& context) {
  RatePoint point;
  ObjectReader reader(json, "a point of the rate", context.diagnostics);
  replace(point.at, time_in_run(reader, "at", context.lasts));
  need(reader, "at");
  replace(point.per_second, reader.value("rate", read_bounded_rate).optional());
  need(reader, "rate");
  replace(point.ramp, reader.boolean("ramp").optional());
  reader.finish();
  return point;
}

/// The first point at 0s, each later than the one before. The points have been read without a
/// mistake.
void check_order(const std::vector<RatePoint>& points, const Json& json, const Context& context) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Span at = json.items()[i].find("at")->span();
    if (i == 0 && points[i].at != Duration::zero()) {
      context.diagnostics.error(at, "the first point of a rate must be at 0s", "expected \"0s\"");
    }
    if (i > 0 && points[i].at <= points[i - 1].at) {
      context.diagnostics.error(at,
                                "the points of a rate must follow each other in time",
                                "expected more than " + to_text(points[i - 1].at));
    }
  }
}

std::vector<RatePoint> read_rate_points(const Json& json, const Context& context) {
  if (!json.is_array()) {
    const auto per_second = read_bounded_rate(json, "rate", context.diagnostics);
    return {RatePoint{.per_second = per_second.value_or(0)}};
  }
  if (json.items().empty()) {
    context.diagnostics.error(json.span(),
                              "\"rate\" is an empty list",
                              R"(expected [{"at": "0s", "rate": "40/s"}, ...])");
    return {RatePoint{}};
  }
  std::vector<RatePoint> points;
  const std::size_t errors = context.diagnostics.errors();
  for (const Json& item : json.items()) {
    points.push_back(read_rate_point(item, context));
  }
  if (context.diagnostics.errors() == errors) {
    check_order(points, json, context);
  }
  return points;
}

bool is_status(const std::string& text) {
  return text.size() == 3 && text >= "100" && text <= "599" &&
         std::all_of(text.begin(), text.end(), is_digit);
}

/// "2xx" or one status.
std::optional<std::pair<int, int>> read_statuses(const Json& json, const Context& context) {
  static constexpr std::array<std::string_view, 5> classes = {"1xx", "2xx", "3xx", "4xx", "5xx"};
  if (json.is_integer()) {
    const auto status = read_integer(json, "statuses", context.diagnostics, http_status);
    return status ? std::optional(std::pair(static_cast<int>(*status), static_cast<int>(*status)))
                  : std::nullopt;
  }
  for (const std::string_view known : classes) {
    if (json.is_string() && json.as_string() == known) {
      const int first = (known[0] - '0') * 100;
      return std::pair(first, first + 99);
    }
  }
  if (json.is_string() && is_status(json.as_string())) {
    context.diagnostics.error(json.span(),
                              fmt::format("a status is a number, found {}", json.described()),
                              fmt::format("write {} without quotes", json.as_string()));
    return std::nullopt;
  }
  report_wrong_kind(
      json, "statuses", R"(a class such as "2xx" or a status such as 401)", context.diagnostics);
  return std::nullopt;
}

Good read_good(const Json& json, const Context& context) {
  Good good;
  ObjectReader reader(json, R"("good")", context.diagnostics);
  if (const Json* statuses = reader.array("statuses").value_or(nullptr)) {
    good.statuses.clear();
    if (statuses->items().empty()) {
      reader.error(
          "statuses", "\"statuses\" is empty: nothing would be good", "expected at least one");
    }
    for (const Json& item : statuses->items()) {
      if (const auto range = read_statuses(item, context)) {
        good.statuses.push_back(*range);
      }
    }
  }
  good.within = duration_in(reader, "within", wire_timeout);
  reader.finish();
  return good;
}

UserToken read_token(const Json& json, const Context& context) {
  UserToken token;
  ObjectReader reader(json, R"("token")", context.diagnostics);
  token.provider = reader.string("from").required();
  if (!token.provider.empty()) {
    find_provider({reader.span_of("from"), token.provider}, context.names, context.diagnostics);
  }
  replace(token.lifetime, duration_in(reader, "lifetime", {.least = std::chrono::seconds{1}}));
  reader.finish();
  return token;
}

Population read_population(const Json& json, const Context& context) {
  constexpr std::array<std::pair<std::string_view, Arrivals>, 2> arrivals = {
      {{"constant", Arrivals::constant}, {"poisson", Arrivals::poisson}}};
  Population population;
  population.source = json.span();
  ObjectReader reader(json, "a population of clients", context.diagnostics);
  population.name = reader.identifier("name").required();
  population.to = reader.string("to").required();
  if (!population.to.empty()) {
    find_service({reader.span_of("to"), population.to}, context.names, context.diagnostics);
  }
  if (const Json* rate = reader.raw("rate").required()) {
    population.rate = read_rate_points(*rate, context);
  }
  replace(population.arrivals, reader.choice<Arrivals>("arrivals", arrivals).optional());
  replace(population.timeout, duration_in(reader, "timeout", wire_timeout));
  replace(population.network, request_delay(reader, "network"));
  if (const Json* good = reader.object("good").value_or(nullptr)) {
    population.good = read_good(*good, context);
  }
  if (const Json* retry = reader.object("retry").value_or(nullptr)) {
    population.retry = read_retry(*retry, context);
  }
  if (const Json* token = reader.object("token").value_or(nullptr)) {
    population.token = read_token(*token, context);
  }
  population.request = read_request_text(reader);
  reader.finish();
  return population;
}

/// How many it sends in a run, as its rate says.
double requests_of(const Population& population, Duration lasts) {
  double requests = 0;
  for (auto point = population.rate.begin(); point != population.rate.end(); ++point) {
    const auto next = std::next(point);
    const bool is_last = next == population.rate.end();
    const Duration end = is_last ? lasts : std::min(next->at, lasts);
    const double at_end = is_last || !next->ramp ? point->per_second : next->per_second;
    const double seconds = std::chrono::duration<double>(end - point->at).count();
    requests += std::max(seconds, 0.0) * (point->per_second + at_end) / 2;
  }
  return requests;
}

void report_endless_run(const Json& population, double requests, Diagnostics& diagnostics) {
  const Json* rate = population.find("rate");
  diagnostics.error(
      rate == nullptr ? population.span() : rate->span(),
      fmt::format("with this rate the run has {:.1f} billion requests", requests / 1e9),
      R"(expected ten billion or fewer of all clients: a lower rate, or a shorter "lasts")");
}

}  // namespace

std::vector<Population> read_traffic(const Json& json, const Context& context) {
  double requests = 0;
  std::vector<Population> traffic;
  std::map<std::string_view, Span> first;
  if (json.items().empty()) {
    context.diagnostics.error(
        json.span(), "\"traffic\" is empty", "expected at least one population");
  }
  for (const Json& item : json.items()) {
    traffic.push_back(read_population(item, context));
    const bool fitted = requests <= most_requests;
    requests += requests_of(traffic.back(), context.lasts);
    if (fitted && requests > most_requests) {
      report_endless_run(item, requests, context.diagnostics);
    }
    const Json* name = item.find("name");
    if (name == nullptr || !name->is_string()) {
      continue;
    }
    const auto [entry, is_new] = first.emplace(name->as_string(), name->span());
    if (!is_new) {
      context.diagnostics.add(
          {.message = fmt::format("two populations have the name {}", quote(name->as_string())),
           .span = name->span(),
           .label = "names are unique",
           .second = SecondPlace{entry->second, "first given here"}});
    }
  }
  return traffic;
}

}  // namespace firedrill::loading
