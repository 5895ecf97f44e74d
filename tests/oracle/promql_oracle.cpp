// Compares our evaluation of PromQL with that of the real Prometheus: writes unit tests for
// `promtool test rules` that expect our results, and lets promtool judge them.
//
// usage: promql_oracle PROMTOOL FOLDER
// Exit codes: 0 all agree, 1 they do not, 4 promtool could not be run, 77 there is no promtool.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/promql/evaluator.hpp"
#include "harness/promql/number_text.hpp"
#include "tests/oracle/dataset.hpp"
#include "tests/oracle/expressions.hpp"

namespace {

using firedrill::Duration;
using firedrill::oracle::Dataset;
using firedrill::promql::Evaluator;
using firedrill::promql::Value;
using firedrill::promql::ValueType;
using firedrill::promql::Vector;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int disagreed = 1;
constexpr int could_not_run = 4;
constexpr int skipped = 77;

/// YAML takes JSON strings as they are.
std::string yaml(std::string_view text) {
  return nlohmann::json(std::string(text)).dump();
}

std::string yaml_number(double value) {
  return std::isinf(value) ? (value > 0 ? ".inf" : "-.inf")
                           : firedrill::promql::short_number(value);
}

Vector as_vector(const Value& value) {
  if (const double* const scalar = std::get_if<double>(&value)) {
    return {{{}, *scalar}};
  }
  return std::get<Vector>(value);
}

bool has_nan(const Vector& samples) {
  return std::any_of(
      samples.begin(), samples.end(), [](const auto& sample) { return std::isnan(sample.value); });
}

void write_input(std::ostream& out, const Dataset& dataset) {
  out << fmt::format("- interval: {}ms\n  input_series:\n",
                     firedrill::promql::to_ms(dataset.interval));
  for (const auto& series : dataset.series) {
    out << fmt::format("  - series: {}\n    values: {}\n",
                       yaml(series.metric),
                       yaml(fmt::format("{}", fmt::join(series.values, " "))));
  }
  out << "  promql_expr_test:\n";
}

void write_expectation(std::ostream& out,
                       const std::string& expression,
                       std::int64_t t_ms,
                       const Vector& samples) {
  out << fmt::format(
      "  - expr: {}\n    eval_time: {}ms\n    exp_samples:\n", yaml(expression), t_ms);
  for (const auto& sample : samples) {
    out << fmt::format("    - labels: {}\n      value: {}\n",
                       yaml(sample.labels.to_string()),
                       yaml_number(sample.value));
  }
}

/// Our value, or nothing if the evaluation fails (for this data it may, and promtool would say so).
std::optional<Vector> evaluate(Evaluator& evaluator, const std::string& text, std::int64_t t_ms) {
  const auto expression = firedrill::promql::parse(text);
  if (!expression) {
    std::cerr << "does not parse: " << text << ": " << expression.error().message << '\n';
    return std::nullopt;
  }
  const auto value = evaluator.evaluate(*expression, t_ms);
  return value ? std::optional{as_vector(*value)} : std::nullopt;
}

/// promtool compares NaN with NaN and finds them different, so that samples that are not numbers
/// are checked by two questions: which are they, and what are the others.
int write_checks(std::ostream& out,
                 Evaluator& evaluator,
                 const std::string& text,
                 std::int64_t t_ms) {
  const auto samples = evaluate(evaluator, text, t_ms);
  if (!samples) {
    return 0;
  }
  if (!has_nan(*samples)) {
    write_expectation(out, text, t_ms, *samples);
    return 1;
  }
  int checks = 0;
  for (const std::string question : {"({0}) == bool ({0})", "({0}) == ({0})"}) {
    const bool scalar = firedrill::promql::parse(text)->type() == ValueType::scalar;
    const std::string wrapped =
        fmt::format(fmt::runtime(question), scalar ? fmt::format("vector({})", text) : text);
    if (const auto answer = evaluate(evaluator, wrapped, t_ms)) {
      write_expectation(out, wrapped, t_ms, *answer);
      ++checks;
    }
  }
  return checks;
}

struct Output {
  int status;
  std::string text;
};

std::optional<Output> run(const std::string& command) {
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) {
    return std::nullopt;
  }
  Output output{0, {}};
  char buffer[4096];
  while (const std::size_t count = fread(buffer, 1, sizeof buffer, pipe)) {
    output.text.append(buffer, count);
  }
  output.status = pclose(pipe);
  return output;
}

/// Lets promtool check the results of all expressions at several times over one data set.
int check_results(const std::string& promtool, const std::string& file, const Dataset& dataset) {
  const auto store = load(dataset);
  Evaluator evaluator(store);
  std::ofstream out(file);
  out << "tests:\n";
  write_input(out, dataset);
  int checks = 0;
  for (const std::string_view text : firedrill::oracle::expressions()) {
    for (const int step : {0, 1, 7, 13, 26, 40, 55, 80, 95, 120}) {
      const std::int64_t between =
          step % 3 == 0 ? 0 : firedrill::promql::to_ms(dataset.interval) / 3;
      const std::int64_t t_ms = step * firedrill::promql::to_ms(dataset.interval) + between;
      checks += write_checks(out, evaluator, std::string(text), t_ms);
    }
  }
  out.close();
  const auto output = run(fmt::format("'{}' test rules '{}' 2>&1", promtool, file));
  if (!output) {
    return could_not_run;
  }
  if (output->status != 0) {
    std::cout << file << ": promtool disagrees\n" << output->text << '\n';
    return disagreed;
  }
  std::cout << file << ": " << checks << " results agree\n";
  return 0;
}

/// promtool's message, up to the names of series: which of several it names is chance.
std::string message_in(const std::string& output) {
  const std::size_t start = output.find("err: ");
  if (start == std::string::npos) {
    return {};
  }
  return output.substr(start + 5, output.find_first_of("[\n", start) - start - 5);
}

/// Compares the messages of evaluations that fail. Ours may say more.
int check_errors(const std::string& promtool, const std::string& file, const Dataset& dataset) {
  const auto store = load(dataset);
  Evaluator evaluator(store);
  int wrong = 0;
  for (const std::string_view text : firedrill::oracle::failing_expressions()) {
    const std::int64_t t_ms = 20 * firedrill::promql::to_ms(dataset.interval);
    const auto value = evaluator.evaluate(*firedrill::promql::parse(text), t_ms);
    std::ofstream out(file);
    out << "tests:\n";
    write_input(out, dataset);
    write_expectation(out, std::string(text), t_ms, {});
    out.close();
    const auto output = run(fmt::format("'{}' test rules '{}' 2>&1", promtool, file));
    if (!output) {
      return could_not_run;
    }
    const std::string ours = value ? "no error" : value.error().message;
    const std::string theirs = message_in(output->text);
    if (theirs.empty() || ours.compare(0, theirs.size(), theirs) != 0) {
      std::cout << text << "\n  ours: " << ours << "\n  promtool: " << output->text << '\n';
      ++wrong;
    }
  }
  std::cout << wrong << " of " << firedrill::oracle::failing_expressions().size()
            << " messages differ\n";
  return wrong == 0 ? 0 : disagreed;
}

/// Every series has a sample at every interval, so that the failing expressions do fail.
Dataset without_gaps(Dataset dataset) {
  for (auto& series : dataset.series) {
    for (std::string& value : series.values) {
      value = value == "_" || value == "stale" ? "1" : value;
    }
  }
  return dataset;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: promql_oracle PROMTOOL FOLDER\n";
    return 2;
  }
  const std::string promtool = argv[1];
  const std::string folder = argv[2];
  if (std::ifstream(promtool).fail()) {
    std::cout << "SKIPPED: no promtool (apt-get install prometheus)\n";
    return skipped;
  }
  int status = 0;
  const Duration intervals[] = {seconds{15}, seconds{60}, milliseconds{1500}, seconds{7}};
  for (std::uint64_t seed = 1; seed <= std::size(intervals); ++seed) {
    const Dataset dataset = firedrill::oracle::random_dataset(seed, intervals[seed - 1]);
    const std::string file = fmt::format("{}/promql_oracle_{}.yml", folder, seed);
    status = std::max(status, check_results(promtool, file, dataset));
  }
  const Dataset whole = without_gaps(firedrill::oracle::random_dataset(1, seconds{15}));
  return std::max(status, check_errors(promtool, folder + "/promql_oracle_errors.yml", whole));
}
