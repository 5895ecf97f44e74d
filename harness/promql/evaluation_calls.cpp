#include <algorithm>
#include <utility>
#include <variant>

#include "harness/core/overloaded.hpp"
#include "harness/promql/evaluation.hpp"
#include "harness/promql/vector_functions.hpp"

namespace firedrill::promql {

Result<Value> Evaluation::call(const Call& call, std::int64_t t_ms) {
  return std::visit(
      Overloaded{
          [](NativeHistograms) {
            return Result<Value>(Error{ErrorCode::not_done, "refused when it was parsed"});
          },
          [&](ElementFunction function) { return call_element(call, function, t_ms); },
          [&](RangeFunction function) {
            return call_range(call, {function, nullptr}, t_ms);
          },
          [&](const CheckedRangeFunction& function) { return call_range(call, function, t_ms); },
          [&](WholeFunction function) { return call_whole(call, function, t_ms); },
          [&](DateFunction date) { return call_date(call, date.function, t_ms); },
          [&](AbsentOverTime) { return absent_over_time(call, t_ms); },
          [&](Timestamp) { return timestamp(call, t_ms); },
      },
      call.function->body);
}

Result<std::vector<double>> Evaluation::scalar_arguments(const Call& call, std::int64_t t_ms) {
  std::vector<double> scalars;
  for (const NodePtr& argument : call.arguments) {
    if (type_of(*argument) != ValueType::scalar) {
      continue;
    }
    const auto value = evaluate(*argument, t_ms);
    if (!value) {
      return value.error();
    }
    scalars.push_back(std::get<double>(*value));
  }
  return scalars;
}

Result<Value> Evaluation::call_element(const Call& call,
                                       ElementFunction function,
                                       std::int64_t t_ms) {
  auto value = evaluate(*call.arguments.front(), t_ms);
  if (!value) {
    return value;
  }
  const auto scalars = scalar_arguments(call, t_ms);
  if (!scalars) {
    return scalars.error();
  }
  Vector& samples = std::get<Vector>(*value);
  for (Sample& sample : samples) {
    sample = {sample.labels.without_name(), function(sample.value, *scalars)};
  }
  if (auto problem = check_unique(samples)) {
    return std::move(*problem);
  }
  return value;
}

Result<Value> Evaluation::call_range(const Call& call,
                                     const CheckedRangeFunction& checked,
                                     std::int64_t t_ms) {
  const auto scalars = scalar_arguments(call, t_ms);
  if (!scalars) {
    return scalars.error();
  }
  const bool range_first = type_of(*call.arguments.front()) == ValueType::range_vector;
  const Node& range_vector = range_first ? *call.arguments.front() : *call.arguments.back();
  const bool keeps_name = call.function->keeps_name;
  bool visited = false;
  Vector result;
  const auto one_metric = visit_range_vector(range_vector, t_ms, [&](const WindowedSeries& series) {
    visited = true;
    if (const auto value = checked.function(series.window, *scalars)) {
      result.push_back({keeps_name ? series.labels : series.nameless, *value});
    }
  });
  if (!one_metric) {
    return one_metric.error();
  }
  if (visited && checked.check != nullptr) {
    if (auto problem = checked.check(*scalars)) {
      return std::move(*problem);
    }
  }
  if (!*one_metric) {
    if (auto problem = check_unique(result)) {
      return std::move(*problem);
    }
  }
  return Value(std::move(result));
}

Result<Value> Evaluation::call_whole(const Call& call, WholeFunction function, std::int64_t t_ms) {
  std::vector<Value> arguments;
  for (const NodePtr& argument : call.arguments) {
    auto value = evaluate(*argument, t_ms);
    if (!value) {
      return value;
    }
    arguments.push_back(std::move(*value));
  }
  auto result = function({call, arguments, t_ms});
  if (result) {
    if (const auto* samples = std::get_if<Vector>(&*result)) {
      if (auto problem = check_unique(*samples)) {
        return std::move(*problem);
      }
    }
  }
  return result;
}

Result<Value> Evaluation::call_date(const Call& call, ElementFunction function, std::int64_t t_ms) {
  if (!call.arguments.empty()) {
    return call_element(call, function, t_ms);
  }
  const std::int64_t now_s = t_ms / 1000;
  return Value(Vector{{{}, function(static_cast<double>(now_s), {})}});
}

Result<Value> Evaluation::absent_over_time(const Call& call, std::int64_t t_ms) {
  const Node& argument = *call.arguments.front();
  bool present = false;
  const auto visited =
      visit_range_vector(argument, t_ms, [&present](const WindowedSeries&) { present = true; });
  if (!visited) {
    return visited.error();
  }
  return Value(present ? Vector{} : Vector{{labels_if_absent(without_parentheses(argument)), 1}});
}

Result<Value> Evaluation::timestamp(const Call& call, std::int64_t t_ms) {
  const Node& argument = without_parentheses(*call.arguments.front());
  Vector result;
  if (const auto* selector = std::get_if<VectorSelector>(&argument.data)) {
    TimeShift shift = selector->shift;
    if (shift.at) {  // Prometheus 2.42 forgets a negative offset beside @ here
      shift.offset = std::max(shift.offset, Duration{0});
    }
    const std::int64_t then_ms = shifted(shift, t_ms);
    for (const SeriesId id : context_.selectors.select(*selector).series) {
      if (const auto point = newest(id, then_ms)) {
        result.push_back(
            {context_.store.labels_without_name(id), static_cast<double>(point->t_ms) / 1000});
      }
    }
  } else {
    auto value = evaluate(argument, t_ms);
    if (!value) {
      return value;
    }
    for (const Sample& sample : std::get<Vector>(*value)) {
      result.push_back({sample.labels.without_name(), static_cast<double>(t_ms) / 1000});
    }
  }
  if (auto problem = check_unique(result)) {
    return std::move(*problem);
  }
  return Value(std::move(result));
}

}  // namespace firedrill::promql
