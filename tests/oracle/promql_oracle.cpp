// Compares our evaluation of PromQL with that of the real Prometheus: asks `promtool test rules`
// for its answers to a list of expressions, to random ones and to damaged ones, over random series.
//
// usage: promql_oracle PROMTOOL FOLDER [SEED [COUNT]]
// SEED draws other random expressions; COUNT of them over each of the four data sets, 600 if it is
// not given.
// Exit codes: 0 all agree, 1 they do not, 4 promtool could not be run, 77 there is no promtool.

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "harness/promql/evaluator.hpp"
#include "tests/oracle/agreement.hpp"
#include "tests/oracle/dataset.hpp"
#include "tests/oracle/expressions.hpp"
#include "tests/oracle/promtool.hpp"
#include "tests/oracle/random_expression.hpp"

namespace {

using firedrill::Duration;
using firedrill::promql::Evaluator;
using std::chrono::milliseconds;
using std::chrono::seconds;
using namespace firedrill::oracle;

constexpr int disagreed = 1;
constexpr int could_not_run = 4;
constexpr int skipped = 77;

/// What to ask about one data set.
struct Round {
  std::string name;
  std::vector<Question> questions;
  Demand demand;
};

/// Every expression of the list at several times, on and between samples.
Round listed_round(Duration interval) {
  Round round{"listed", {}, Demand::every_bit};
  const std::int64_t interval_ms = firedrill::promql::to_ms(interval);
  for (const std::string_view text : expressions()) {
    for (const int step : {0, 1, 7, 13, 26, 40, 55, 80, 95, 120}) {
      const std::int64_t between_ms = step % 3 == 0 ? 0 : interval_ms / 3;
      round.questions.push_back({std::string(text), step * interval_ms + between_ms});
    }
  }
  return round;
}

std::int64_t random_time_ms(firedrill::Rng& rng, std::int64_t interval_ms) {
  const auto steps = static_cast<std::int64_t>(rng.below(100));
  return steps * interval_ms + static_cast<std::int64_t>(rng.below(3)) * interval_ms / 3;
}

Round random_round(std::uint64_t seed, Duration interval, int count) {
  Round round{"random", {}, Demand::nine_digits};
  firedrill::Rng rng(seed);
  for (int i = 0; i < count; ++i) {
    round.questions.push_back(
        {random_expression(rng), random_time_ms(rng, firedrill::promql::to_ms(interval))});
  }
  return round;
}

Round damaged_round(std::uint64_t seed, int count) {
  Round round{"damaged", {}, Demand::nine_digits};
  firedrill::Rng rng(~seed);
  for (int i = 0; i < count; ++i) {
    round.questions.push_back({damaged(rng, random_expression(rng)), 300'000});
  }
  return round;
}

/// Expressions that fail, for any data without gaps.
Round failing_round() {
  Round round{"failing", {}, Demand::same_words};
  for (const std::string_view text : failing_expressions()) {
    round.questions.push_back({std::string(text), 300'000});
  }
  return round;
}

/// Lets promtool and us answer, and prints where we differ.
int compare(const Promtool& promtool, const Dataset& dataset, Round round) {
  const auto store = load(dataset);
  Evaluator evaluator(store);
  // promtool loads samples up to its last question only.
  round.questions.push_back({"vector(0)", 121 * firedrill::promql::to_ms(dataset.interval)});
  const auto answers = ask(promtool, dataset, round.questions);
  if (!answers) {
    std::cout << answers.error().message << '\n';
    return could_not_run;
  }
  int wrong = 0;
  int errors = 0;
  for (std::size_t i = 0; i < answers->size(); ++i) {
    const Question& question = round.questions[i];
    const Answer& theirs = (*answers)[i];
    errors += theirs.error ? 1 : 0;
    if (const auto problem = difference(evaluator, question, theirs, round.demand)) {
      std::cout << *problem;
      ++wrong;
    }
  }
  std::cout << fmt::format("{}: {} of {} {} questions differ, {} of them errors\n",
                           promtool.file,
                           wrong,
                           answers->size(),
                           round.name,
                           errors);
  return wrong == 0 ? 0 : disagreed;
}

/// Every series has a sample at every interval.
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
  if (argc < 3 || argc > 5) {
    std::cerr << "usage: promql_oracle PROMTOOL FOLDER [SEED [COUNT]]\n";
    return 2;
  }
  const std::string folder = argv[2];
  const std::uint64_t draw = argc > 3 ? std::stoull(argv[3]) : 1;
  const int count = argc > 4 ? std::stoi(argv[4]) : 600;
  if (std::ifstream(argv[1]).fail()) {
    std::cout << "SKIPPED: no promtool (apt-get install prometheus)\n";
    return skipped;
  }
  int status = 0;
  const Duration intervals[] = {seconds{15}, seconds{60}, milliseconds{1500}, seconds{7}};
  for (std::uint64_t seed = 1; seed <= std::size(intervals); ++seed) {
    const Duration interval = intervals[seed - 1];
    const Dataset dataset = random_dataset(seed, interval);
    const std::uint64_t mixed = draw * 1000 + seed;
    for (const Round& round : {listed_round(interval),
                               random_round(mixed, interval, count),
                               damaged_round(mixed, count / 4)}) {
      const std::string file = fmt::format("{}/promql_oracle_{}_{}.yml", folder, round.name, seed);
      status = std::max(status, compare({argv[1], file}, dataset, round));
    }
  }
  const Dataset whole = without_gaps(random_dataset(1, seconds{15}));
  return std::max(
      status, compare({argv[1], folder + "/promql_oracle_failing.yml"}, whole, failing_round()));
}
