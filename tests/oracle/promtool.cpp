#include "tests/oracle/promtool.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/promql/number_text.hpp"
#include "harness/promql/value.hpp"
#include "tests/oracle/command_output.hpp"

namespace firedrill::oracle {
namespace {

/// YAML takes JSON strings as they are.
std::string yaml(std::string_view text) {
  return nlohmann::json(std::string(text)).dump();
}

/// No expression gives this element, so that every test fails and says what it got.
constexpr std::string_view never = R"([{labels: '{never=""}', value: 12345.678}])";

void write_questions(const std::string& file,
                     const Dataset& dataset,
                     const std::vector<Question>& questions) {
  std::ofstream out(file);
  out << fmt::format("tests:\n- interval: {}ms\n  input_series:\n",
                     promql::to_ms(dataset.interval));
  for (const Series& series : dataset.series) {
    out << fmt::format("  - series: {}\n    values: {}\n",
                       yaml(series.metric),
                       yaml(fmt::format("{}", fmt::join(series.values, " "))));
  }
  out << "  promql_expr_test:\n";
  for (const Question& question : questions) {
    out << fmt::format("  - expr: {}\n    eval_time: {}ms\n    exp_samples: {}\n",
                       yaml(question.expression),
                       question.t_ms,
                       never);
  }
}

/// Where a quoted text ends that starts at an offset: behind its closing quote.
std::size_t end_of_quoted(std::string_view line, std::size_t offset) {
  for (++offset; offset < line.size() && line[offset] != '"'; ++offset) {
    offset += line[offset] == '\\' ? 1U : 0U;
  }
  return offset + 1;
}

/// Reads `{a="b"} 1.5E+00, {a="c"} NaN`.
std::vector<Element> elements_in(std::string_view line) {
  std::vector<Element> elements;
  while (!line.empty() && line.front() == '{') {
    std::size_t end = 0;
    while (end < line.size() && line[end] != '}') {
      end = line[end] == '"' ? end_of_quoted(line, end) : end + 1;
    }
    const std::string labels(line.substr(0, end + 1));
    line.remove_prefix(std::min(end + 2, line.size()));
    const std::size_t comma = std::min(line.find(", "), line.size());
    elements.push_back({labels, promql::parse_number(line.substr(0, comma)).value_or(0)});
    line.remove_prefix(std::min(comma + 2, line.size()));
  }
  std::sort(elements.begin(), elements.end(), [](const Element& left, const Element& right) {
    return left.labels < right.labels;
  });
  return elements;
}

std::vector<Answer> answers_in(const std::string& output) {
  constexpr std::string_view question = "    expr: ";
  constexpr std::string_view error = ", err: ";
  constexpr std::string_view got = "        got: ";
  std::vector<Answer> answers;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(question)) {
      const std::size_t mark = line.find(error, end_of_quoted(line, question.size()));
      answers.emplace_back();
      if (mark != line.npos) {
        answers.back().error = line.substr(mark + error.size());
      }
    } else if (line.starts_with(got) && !answers.empty()) {
      answers.back().elements = elements_in(std::string_view(line).substr(got.size()));
    }
  }
  return answers;
}

}  // namespace

Result<std::vector<Answer>> ask(const Promtool& promtool,
                                const Dataset& dataset,
                                const std::vector<Question>& questions) {
  write_questions(promtool.file, dataset, questions);
  const auto output =
      output_of(fmt::format("'{}' test rules '{}' 2>&1", promtool.program, promtool.file));
  if (!output) {
    return Error{ErrorCode::not_done, "could not run " + promtool.program};
  }
  auto answers = answers_in(*output);
  if (answers.size() != questions.size()) {
    return Error{ErrorCode::not_done,
                 fmt::format("promtool gives {} answers to {} questions: {}",
                             answers.size(),
                             questions.size(),
                             output->substr(0, 2000))};
  }
  return answers;
}

}  // namespace firedrill::oracle
