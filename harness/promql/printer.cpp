#include <limits>

#include <fmt/format.h>

#include "harness/core/overloaded.hpp"
#include "harness/promql/ast.hpp"
#include "harness/promql/duration_text.hpp"
#include "harness/promql/functions.hpp"
#include "harness/promql/labels.hpp"
#include "harness/promql/number_text.hpp"
#include "harness/promql/quoting.hpp"

namespace firedrill::promql {
namespace {

std::string join(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// Prometheus writes +Inf, whose sign would apply to all of a power: +Inf ^ 2.
std::string print(double number) {
  return number == std::numeric_limits<double>::infinity() ? "Inf" : short_number(number);
}

std::string print(const TimeShift& shift) {
  std::string out;
  if (shift.at) {
    switch (shift.at->kind) {
      case FixedTime::Kind::timestamp:
        out += fmt::format(" @ {:.3f}", static_cast<double>(shift.at->t_ms) / 1000);
        break;
      case FixedTime::Kind::start:
        out += " @ start()";
        break;
      case FixedTime::Kind::end:
        out += " @ end()";
        break;
    }
  }
  if (shift.offset != Duration{0}) {
    out += " offset " + print_duration(shift.offset);
  }
  return out;
}

/// The selector without its time shift, which comes after a range.
std::string print_series(const VectorSelector& selector) {
  std::string braces;
  for (const Matcher& matcher : selector.matchers) {
    if (!selector.name.empty() && &matcher == &selector.matchers.back()) {  // the name itself
      continue;
    }
    braces += braces.empty() ? "" : ",";
    braces +=
        fmt::format("{}{}{}", matcher.label, to_string(matcher.operation), quote(matcher.value));
  }
  return braces.empty() ? selector.name : fmt::format("{}{{{}}}", selector.name, braces);
}

std::string print_arguments(const std::vector<NodePtr>& arguments) {
  std::string out;
  for (const NodePtr& argument : arguments) {
    out += out.empty() ? "" : ", ";
    out += to_string(*argument);
  }
  return out;
}

std::string print(const Aggregation& aggregation) {
  std::string out(to_string(aggregation.operation));
  if (aggregation.without) {
    out += fmt::format(" without ({}) ", join(aggregation.grouping));
  } else if (!aggregation.grouping.empty()) {
    out += fmt::format(" by ({}) ", join(aggregation.grouping));
  }
  out += '(';
  if (aggregation.parameter) {
    out += to_string(*aggregation.parameter) + ", ";
  }
  return out + to_string(*aggregation.operand) + ')';
}

std::string print(const VectorMatching& matching) {
  std::string out;
  if (matching.on || !matching.labels.empty() || matching.cardinality != Cardinality::one_to_one) {
    out += fmt::format(" {} ({})", matching.on ? "on" : "ignoring", join(matching.labels));
  }
  switch (matching.cardinality) {
    case Cardinality::one_to_one:
      break;
    case Cardinality::many_to_one:
      out += fmt::format(" group_left ({})", join(matching.include));
      break;
    case Cardinality::one_to_many:
      out += fmt::format(" group_right ({})", join(matching.include));
      break;
  }
  return out;
}

std::string print(const BinaryOperation& binary) {
  return fmt::format("{} {}{}{} {}",
                     to_string(*binary.left),
                     to_string(binary.operation),
                     binary.returns_bool ? " bool" : "",
                     print(binary.matching),
                     to_string(*binary.right));
}

std::string print(const Subquery& subquery) {
  return fmt::format("{}[{}:{}]{}",
                     to_string(*subquery.operand),
                     print_duration(subquery.range),
                     subquery.step == Duration{0} ? "" : print_duration(subquery.step),
                     print(subquery.shift));
}

}  // namespace

std::string to_string(const Node& node) {
  return std::visit(Overloaded{
                        [](const NumberLiteral& number) { return print(number.value); },
                        [](const StringLiteral& literal) { return quote(literal.value); },
                        [](const VectorSelector& selector) {
                          return print_series(selector) + print(selector.shift);
                        },
                        [](const MatrixSelector& matrix) {
                          return fmt::format("{}[{}]{}",
                                             print_series(matrix.selector),
                                             print_duration(matrix.range),
                                             print(matrix.selector.shift));
                        },
                        [](const Subquery& subquery) { return print(subquery); },
                        [](const Call& call) {
                          return fmt::format(
                              "{}({})", call.function->name, print_arguments(call.arguments));
                        },
                        [](const Aggregation& aggregation) { return print(aggregation); },
                        [](const BinaryOperation& binary) { return print(binary); },
                        [](const UnaryOperation& unary) {
                          return (unary.negative ? "-" : "+") + to_string(*unary.operand);
                        },
                        [](const Parentheses& parentheses) {
                          return '(' + to_string(*parentheses.operand) + ')';
                        },
                    },
                    node.data);
}

std::string to_string(const std::vector<Matcher>& matchers) {
  std::string out;
  for (const Matcher& matcher : matchers) {
    out += out.empty() ? "" : ",";
    out += fmt::format("{}{}{}", matcher.label, to_string(matcher.operation), quote(matcher.value));
  }
  return out;
}

std::string_view to_string(MatchOperator operation) {
  switch (operation) {
    case MatchOperator::equal:
      return "=";
    case MatchOperator::not_equal:
      return "!=";
    case MatchOperator::matches:
      return "=~";
    case MatchOperator::not_matches:
      return "!~";
  }
  return "";
}

}  // namespace firedrill::promql
