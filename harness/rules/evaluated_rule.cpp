#include "harness/rules/evaluated_rule.hpp"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "harness/promql/ast.hpp"

namespace firedrill::rules {
namespace {

Error no_vector_error() {
  return Error{ErrorCode::invalid_input, std::string(no_vector)};
}

}  // namespace

bool gives_vector(const promql::Expression& query) {
  return query.type() == promql::ValueType::instant_vector ||
         query.type() == promql::ValueType::scalar;
}

std::string what_it_gives(const promql::Expression& query) {
  const bool is_range = query.type() == promql::ValueType::range_vector;
  return is_range ? "this is a range vector: give it to a function such as rate()"
                  : fmt::format("this is a {}", promql::to_string(query.type()));
}

Result<promql::Vector> evaluate_for_rule(const EvaluationContext& context,
                                         const promql::Expression& query) {
  if (query.type() == promql::ValueType::range_vector) {
    return no_vector_error();
  }
  Result<promql::Value> value = context.evaluator.evaluate(query, context.t_ms);
  if (!value) {
    return value.error();
  }
  if (auto* vector = std::get_if<promql::Vector>(&*value)) {
    return std::move(*vector);
  }
  if (const auto* number = std::get_if<double>(&*value)) {
    return promql::Vector{{.labels = {}, .value = *number}};
  }
  return no_vector_error();
}

Error same_labels_error(std::string_view kind) {
  return Error{
      ErrorCode::invalid_input,
      fmt::format("vector contains metrics with the same labelset after applying {} labels", kind)};
}

Error limit_error(std::int64_t limit, std::size_t count, std::string_view noun) {
  return Error{ErrorCode::invalid_input,
               fmt::format("exceeded limit of {} with {} {}", limit, count, noun)};
}

}  // namespace firedrill::rules
