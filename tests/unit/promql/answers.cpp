#include "tests/unit/promql/answers.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "harness/promql/duration_text.hpp"
#include "tests/unit/promql/notation.hpp"

namespace firedrill::promql {
namespace {

struct Question {
  std::string time;
  std::string expression;
  std::string answer = {};
};

std::vector<Question> read(std::string_view transcript) {
  std::vector<Question> questions;
  std::size_t margin = std::string::npos;
  std::istringstream lines{std::string(transcript)};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t indent = line.find_first_not_of(' ');
    if (indent == std::string::npos) {
      continue;
    }
    margin = std::min(margin, indent);
    const std::string text = line.substr(indent);
    if (indent > margin) {
      std::string& answer = questions.back().answer;
      answer += (answer.empty() ? "" : "\n") + text;
    } else {
      const std::size_t colon = text.find(": ");
      REQUIRE(colon != std::string::npos);
      questions.push_back({text.substr(0, colon), text.substr(colon + 2)});
    }
  }
  return questions;
}

/// The text without what an answer that ends in ` ...` leaves out.
std::string as_long_as(const std::string& answer, const std::string& text) {
  constexpr std::string_view more = " ...";
  const bool cut = answer.size() > more.size() && answer.ends_with(more);
  return cut ? text.substr(0, answer.size() - more.size()) + std::string(more) : text;
}

}  // namespace

void check_answers(const SampleStore& store, std::string_view transcript) {
  const std::vector<Question> questions = read(transcript);
  REQUIRE_FALSE(questions.empty());
  for (const Question& question : questions) {
    INFO(question.time << ": " << question.expression);
    const Duration at = question.time == "0s" ? Duration{0} : *parse_duration(question.time);
    const std::string result = result_of(store, question.expression, at);
    CHECK(as_long_as(question.answer, result) == question.answer);
  }
}

}  // namespace firedrill::promql
