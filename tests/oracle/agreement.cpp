#include "tests/oracle/agreement.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <variant>

#include <fmt/format.h>

#include "harness/promql/expression.hpp"
#include "harness/promql/number_text.hpp"

namespace firedrill::oracle {
namespace {

using promql::Value;
using promql::ValueType;

Answer answer_with(const Error& error) {
  return {error.where.empty() ? error.message : error.where + ": " + error.message, {}};
}

std::string text_of(const Answer& answer) {
  if (answer.error) {
    return "error: " + *answer.error;
  }
  std::string text;
  for (const Element& element : answer.elements) {
    text += fmt::format(
        "{}{} {}", text.empty() ? "" : ", ", element.labels, promql::short_number(element.value));
  }
  return text.empty() ? "nothing" : text;
}

double largest_in(promql::Evaluator& evaluator, const std::string& expression, std::int64_t t_ms) {
  double largest = 0;
  for (const Element& element : our_answer(evaluator, {expression, t_ms}).elements) {
    const double magnitude = std::fabs(element.value);
    largest = std::isfinite(magnitude) ? std::max(largest, magnitude) : largest;
  }
  return largest;
}

/// The largest finite number among the values of a node and its operands.
double largest_intermediate(promql::Evaluator& evaluator,
                            const promql::Node& node,
                            std::int64_t t_ms) {
  const std::string text = to_string(node);
  double largest = 0;
  if (type_of(node) == ValueType::range_vector) {
    largest = std::max(largest_in(evaluator, "max_over_time(" + text + ")", t_ms),
                       largest_in(evaluator, "min_over_time(" + text + ")", t_ms));
  } else if (type_of(node) != ValueType::string) {
    largest = largest_in(evaluator, text, t_ms);
  }
  for (const promql::Node* child : children(node)) {
    largest = std::max(largest, largest_intermediate(evaluator, *child, t_ms));
  }
  return largest;
}

bool same(double ours, double theirs, double allowed) {
  if (std::isnan(ours) || std::isnan(theirs)) {
    return std::isnan(ours) && std::isnan(theirs);
  }
  return ours == theirs || std::fabs(ours - theirs) <= allowed;
}

bool same_elements(promql::Evaluator& evaluator,
                   const Question& question,
                   const Answer& ours,
                   const Answer& theirs,
                   Demand demand) {
  double noise = -1;  // worked out when it is needed
  for (std::size_t i = 0; i < ours.elements.size(); ++i) {
    const Element& one = ours.elements[i];
    const Element& other = theirs.elements[i];
    const double allowed = demand != Demand::nine_digits ? 0 : 1e-9 * std::fabs(other.value);
    if (one.labels != other.labels) {
      return false;
    }
    if (same(one.value, other.value, allowed)) {
      continue;
    }
    if (demand != Demand::nine_digits) {
      return false;
    }
    if (noise < 0) {
      const auto expression = promql::parse(question.expression);
      noise = 1e-12 * largest_intermediate(evaluator, expression->root(), question.t_ms);
    }
    if (!same(one.value, other.value, noise)) {
      return false;
    }
  }
  return true;
}

bool same_words(const Answer& ours, const Answer& theirs) {
  const std::string& words = *theirs.error;
  return ours.error->starts_with(words.substr(0, std::min(words.find('['), words.find(" {"))));
}

}  // namespace

Answer our_answer(promql::Evaluator& evaluator, const Question& question) {
  const auto expression = promql::parse(question.expression);
  if (!expression) {
    return answer_with(expression.error());
  }
  const auto value = evaluator.evaluate(*expression, question.t_ms);
  if (!value) {
    return answer_with(value.error());
  }
  if (const double* const scalar = std::get_if<double>(&*value)) {
    return {std::nullopt, {{"{}", *scalar}}};
  }
  const auto* const samples = std::get_if<promql::Vector>(&*value);
  if (samples == nullptr) {
    return {"rule result is not a vector or scalar", {}};
  }
  Answer answer;
  for (const promql::Sample& sample : *samples) {
    answer.elements.push_back({sample.labels.to_string(), sample.value});
  }
  std::sort(answer.elements.begin(),
            answer.elements.end(),
            [](const Element& left, const Element& right) { return left.labels < right.labels; });
  return answer;
}

std::optional<std::string> difference(promql::Evaluator& evaluator,
                                      const Question& question,
                                      const Answer& theirs,
                                      Demand demand) {
  const Answer ours = our_answer(evaluator, question);
  bool agree = ours.error.has_value() == theirs.error.has_value() &&
               ours.elements.size() == theirs.elements.size() &&
               same_elements(evaluator, question, ours, theirs, demand);
  if (agree && ours.error && demand == Demand::same_words) {
    agree = same_words(ours, theirs);
  }
  if (agree) {
    return std::nullopt;
  }
  return fmt::format("{}\n  at {} ms\n  ours:     {}\n  promtool: {}\n",
                     question.expression,
                     question.t_ms,
                     text_of(ours),
                     text_of(theirs));
}

}  // namespace firedrill::oracle
