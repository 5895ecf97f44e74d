#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/result.hpp"
#include "tests/oracle/dataset.hpp"

namespace firedrill::oracle {

struct Question {
  std::string expression;
  std::int64_t t_ms;
};

struct Element {
  std::string labels;  ///< {code="500", instance="a"}
  double value;
};

/// What an expression gives: elements in the order of their labels, or an error.
struct Answer {
  std::optional<std::string> error;  ///< With the position in front, if it has one.
  std::vector<Element> elements;
};

/// Where promtool is, and a file for it to read.
struct Promtool {
  std::string program;
  std::string file;
};

/// What `promtool test rules` says to each question over the data, as text with all digits. An
/// error if it could not be run or understood.
Result<std::vector<Answer>> ask(const Promtool& promtool,
                                const Dataset& dataset,
                                const std::vector<Question>& questions);

}  // namespace firedrill::oracle
