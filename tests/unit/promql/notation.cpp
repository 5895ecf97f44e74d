#include "tests/unit/promql/notation.hpp"

#include <sstream>
#include <utility>
#include <variant>

#include "harness/promql/number_text.hpp"

namespace firedrill::promql {

Labels labels_of(std::string_view metric) {
  const auto expression = parse(metric);
  std::vector<Labels::Entry> entries;
  for (const Matcher& matcher : std::get<VectorSelector>(expression->root().data).matchers) {
    entries.emplace_back(matcher.label, matcher.value);
  }
  return Labels(std::move(entries));
}

SampleStore store_of(Duration interval, std::string_view lines) {
  SampleStore store;
  std::istringstream input{std::string(lines)};
  for (std::string line; std::getline(input, line);) {
    std::istringstream words(line);
    std::string metric;
    if (!(words >> metric)) {
      continue;
    }
    const SeriesId id = *store.series(labels_of(metric));
    std::int64_t t_ms = 0;
    for (std::string value; words >> value; t_ms += to_ms(interval)) {
      if (value == "stale") {
        store.append_stale(id, t_ms);
      } else if (value != "_") {
        store.append(id, t_ms, *parse_number(value));
      }
    }
  }
  return store;
}

std::string result_of(const SampleStore& store, std::string_view expression, Duration at) {
  const auto parsed = parse(expression);
  if (!parsed) {
    return "error: " + parsed.error().message;
  }
  Evaluator evaluator(store);
  const auto value = evaluator.evaluate(*parsed, to_ms(at));
  if (!value) {
    return "error: " + value.error().message;
  }
  if (const double* const scalar = std::get_if<double>(&*value)) {
    return short_number(*scalar);
  }
  if (const auto* text = std::get_if<std::string>(&*value)) {
    return *text;
  }
  std::string out;
  for (const Sample& sample : std::get<Vector>(*value)) {
    out += out.empty() ? "" : "\n";
    out += sample.labels.to_string() + ' ' + short_number(sample.value);
  }
  return out;
}

}  // namespace firedrill::promql
