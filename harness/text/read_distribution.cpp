#include "harness/text/read_distribution.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/text/bounded.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/reader.hpp"
#include "harness/text/suggest.hpp"

namespace firedrill {
namespace {

constexpr std::string_view distribution_form =
    R"(a duration such as "20ms" or a distribution such as {"exponential": {"mean": "20ms"}})";

using Read = std::optional<Distribution> (*)(const Json& json, Diagnostics& diagnostics);

std::optional<Distribution> read_constant(const Json& json, Diagnostics& diagnostics) {
  const std::optional<Duration> value = read_duration(json, "constant", diagnostics);
  return value ? std::optional<Distribution>(Constant{*value}) : std::nullopt;
}

std::optional<Distribution> read_uniform(const Json& json, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  ObjectReader reader(json, "a uniform distribution", diagnostics);
  const Duration low = reader.duration("from").required();
  const Duration high = reader.duration("to").required();
  reader.finish();
  if (diagnostics.errors() > errors) {
    return std::nullopt;
  }
  if (low > high) {
    reader.error("to", "\"to\" is shorter than \"from\"", "expected at least " + to_text(low));
    return std::nullopt;
  }
  return Uniform{low, high};
}

std::optional<Distribution> read_exponential(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "an exponential distribution", diagnostics);
  const Duration mean = reader.duration("mean").required();
  reader.finish();
  return Exponential{mean};
}

std::optional<Distribution> read_lognormal(const Json& json, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  ObjectReader reader(json, "a lognormal distribution", diagnostics);
  const Duration median = reader.duration("median").required();
  const Duration p99 = reader.duration("p99").required();
  reader.finish();
  if (diagnostics.errors() > errors) {
    return std::nullopt;
  }
  if (median == Duration::zero()) {
    reader.error("median", "the median of a lognormal distribution is 0s", "expected more than 0s");
    return std::nullopt;
  }
  if (p99 < median) {
    reader.error(
        "p99", "\"p99\" is shorter than \"median\"", "expected at least " + to_text(median));
    return std::nullopt;
  }
  return Lognormal{.median = median, .p99 = p99};
}

std::optional<Distribution> read_normal(const Json& json, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  ObjectReader reader(json, "a normal distribution", diagnostics);
  const Duration mean = reader.duration("mean").required();
  const Duration deviation = reader.duration("deviation").required();
  reader.finish();
  if (diagnostics.errors() > errors) {
    return std::nullopt;
  }
  if (deviation > mean / 2) {
    reader.error("deviation",
                 "\"deviation\" is more than half the mean",
                 "expected at most " + to_text(mean / 2));
    return std::nullopt;
  }
  return Normal{.mean = mean, .deviation = deviation};
}

std::optional<Distribution> read_pareto(const Json& json, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  ObjectReader reader(json, "a Pareto distribution", diagnostics);
  const Duration least = reader.duration("least").required();
  reader.raw("shape").required();
  const double shape = number_in(reader, "shape", {.least = 1.01, .most = 100}).value_or(2);
  reader.finish();
  return diagnostics.errors() > errors
             ? std::nullopt
             : std::optional<Distribution>(Pareto{.least = least, .shape = shape});
}

std::optional<Distribution> read_empirical(const Json& json, Diagnostics& diagnostics) {
  if (!json.is_array() || json.items().empty()) {
    report_wrong_kind(json, "empirical", "an array of durations", diagnostics);
    return std::nullopt;
  }
  Empirical observed;
  for (const Json& item : json.items()) {
    if (const auto value = read_duration(item, "empirical", diagnostics)) {
      observed.values.push_back(*value);
    }
  }
  return observed.values.empty() ? std::nullopt : std::optional<Distribution>(std::move(observed));
}

std::optional<Distribution> read_mixture(const Json& json, Diagnostics& diagnostics) {
  if (!json.is_array() || json.items().empty()) {
    report_wrong_kind(
        json, "mixture", R"(an array of parts such as {"weight": 3, "of": "20ms"})", diagnostics);
    return std::nullopt;
  }
  Mixture mixture;
  for (const Json& item : json.items()) {
    ObjectReader reader(item, "a part of a mixture", diagnostics);
    const std::size_t errors = diagnostics.errors();
    const double weight = reader.number("weight").required();
    if (diagnostics.errors() == errors && !(weight > 0)) {
      reader.error("weight", "a weight must be more than 0", "expected a number above 0");
    }
    mixture.parts.push_back(reader.value("of", read_distribution).required());
    mixture.weights.push_back(weight > 0 ? weight : 1);
    reader.finish();
  }
  return mixture;
}

std::optional<Distribution> read_zero_inflated(const Json& json, Diagnostics& diagnostics) {
  ObjectReader reader(json, "a zero-inflated distribution", diagnostics);
  const Result<Probability> zero = Probability::from(reader.ratio("zero").required());
  Distribution otherwise = reader.value("otherwise", read_distribution).required();
  reader.finish();
  return zero_inflated(*zero, std::move(otherwise));
}

constexpr std::array<std::pair<std::string_view, Read>, 9> kinds = {{
    {"constant", read_constant},
    {"uniform", read_uniform},
    {"exponential", read_exponential},
    {"lognormal", read_lognormal},
    {"normal", read_normal},
    {"pareto", read_pareto},
    {"empirical", read_empirical},
    {"mixture", read_mixture},
    {"zero_inflated", read_zero_inflated},
}};

void report_unknown_kind(const JsonMember& member, Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const auto& kind : kinds) {
    names.push_back(kind.first);
  }
  std::string expected = "expected one of:";
  for (const std::string_view name : names) {
    expected += fmt::format(" {}{}", name, name == names.back() ? "" : ",");
  }
  diagnostics.error(
      member.key_span,
      fmt::format(
          "there is no distribution {}{}", quote(member.key), did_you_mean(member.key, names)),
      std::move(expected));
}

}  // namespace

std::optional<Distribution> read_distribution(const Json& json,
                                              std::string_view name,
                                              Diagnostics& diagnostics) {
  if (json.is_string() || json.is_number()) {
    const std::optional<Duration> value = read_duration(json, name, diagnostics);
    return value ? std::optional<Distribution>(Constant{*value}) : std::nullopt;
  }
  if (!json.is_object() || json.members().size() != 1) {
    report_wrong_kind(json, name, distribution_form, diagnostics);
    return std::nullopt;
  }
  const JsonMember& member = json.members().front();
  for (const auto& [kind, read] : kinds) {
    if (kind == member.key) {
      const std::size_t errors = diagnostics.errors();
      std::optional<Distribution> value = read(member.value, diagnostics);
      return diagnostics.errors() == errors ? std::move(value) : std::nullopt;
    }
  }
  report_unknown_kind(member, diagnostics);
  return std::nullopt;
}

}  // namespace firedrill
