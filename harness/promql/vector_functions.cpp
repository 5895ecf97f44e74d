#include "harness/promql/vector_functions.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <set>
#include <string>
#include <utility>

#include "harness/promql/element_functions.hpp"
#include "harness/promql/label_selection.hpp"

namespace firedrill::promql {
namespace {

Value sorted(const CallContext& context, const std::function<bool(double, double)>& before) {
  Vector samples = std::get<Vector>(std::move(context.arguments[0]));
  std::sort(samples.begin(), samples.end(), [&before](const Sample& left, const Sample& right) {
    if (std::isnan(left.value) != std::isnan(right.value)) {
      return std::isnan(right.value);
    }
    if (before(left.value, right.value) || before(right.value, left.value)) {
      return before(left.value, right.value);
    }
    return left.labels < right.labels;
  });
  return samples;
}

}  // namespace

Result<Value> time(const CallContext& context) {
  return Value(static_cast<double>(context.t_ms) / 1000);
}

Result<Value> pi(const CallContext&) {
  return Value(std::numbers::pi);
}

Result<Value> vector_of(const CallContext& context) {
  return Value(Vector{{{}, std::get<double>(context.arguments[0])}});
}

Result<Value> scalar_of(const CallContext& context) {
  const Vector& samples = std::get<Vector>(context.arguments[0]);
  return Value(samples.size() == 1 ? samples.front().value
                                   : std::numeric_limits<double>::quiet_NaN());
}

Result<Value> clamp(const CallContext& context) {
  Vector samples = std::get<Vector>(std::move(context.arguments[0]));
  const double least = std::get<double>(context.arguments[1]);
  const double most = std::get<double>(context.arguments[2]);
  if (most < least) {
    return Value(Vector{});
  }
  for (Sample& sample : samples) {
    sample = {sample.labels.without_name(), go_max(least, go_min(most, sample.value))};
  }
  return Value(std::move(samples));
}

Result<Value> sort(const CallContext& context) {
  return sorted(context, std::less<>());
}

Result<Value> sort_desc(const CallContext& context) {
  return sorted(context, std::greater<>());
}

Labels labels_if_absent(const Node& argument) {
  const auto* selector = std::get_if<VectorSelector>(&argument.data);
  if (const auto* matrix = std::get_if<MatrixSelector>(&argument.data)) {
    selector = &matrix->selector;
  }
  if (selector == nullptr) {
    return {};
  }
  // A label that is asked for in two ways is left out, unless the exact one comes last: Prometheus
  // keeps this order for the sake of its history.
  Labels labels;
  std::set<std::string_view> asked;
  for (const Matcher& matcher : selector->matchers) {
    if (matcher.label != name_label) {
      const bool exact =
          matcher.operation == MatchOperator::equal && asked.insert(matcher.label).second;
      labels = labels.with(matcher.label, exact ? matcher.value : "");
    }
  }
  return labels;
}

Result<Value> absent(const CallContext& context) {
  if (!std::get<Vector>(context.arguments[0]).empty()) {
    return Value(Vector{});
  }
  return Value(Vector{{labels_if_absent(without_parentheses(*context.call.arguments[0])), 1}});
}

std::optional<Error> check_unique(const Vector& vector) {
  SignatureIndex seen;
  for (const Sample& sample : vector) {
    const std::size_t before = seen.size();
    seen.insert(sample.labels);
    if (seen.size() == before) {
      return Error{
          ErrorCode::invalid_input,
          "vector cannot contain metrics with the same labelset: " + sample.labels.to_string()};
    }
  }
  return std::nullopt;
}

}  // namespace firedrill::promql
