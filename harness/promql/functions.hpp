#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/result.hpp"
#include "harness/promql/ast.hpp"
#include "harness/promql/value.hpp"

namespace firedrill::promql {

/// The samples of one series in the range of a range vector. Stale markers are not among them.
struct Window {
  std::span<const Point> points;  ///< At least one, in order of time.
  std::int64_t from_ms;           ///< The range's own bounds, both included.
  std::int64_t to_ms;
  std::int64_t t_ms;  ///< Of the evaluation: to_ms but for an offset.
};

/// What a function that looks at whole vectors gets.
struct CallContext {
  const Call& call;
  std::vector<Value>& arguments;  ///< Evaluated; may be moved from.
  std::int64_t t_ms;
};

/// Maps each element of an instant vector; the scalar arguments follow. Drops the metric's name.
using ElementFunction = double (*)(double, std::span<const double>);

/// Maps each series of a range vector, given the scalar arguments. Nothing: no result for this
/// series.
using RangeFunction = std::optional<double> (*)(const Window&, std::span<const double>);

/// Anything else.
using WholeFunction = Result<Value> (*)(const CallContext&);

/// A range function that refuses some scalar arguments, once there is a series.
struct CheckedRangeFunction {
  RangeFunction function;
  std::optional<Error> (*check)(std::span<const double>);
};

/// A function of native histograms, which samples here are not: refused by name.
struct NativeHistograms {};

/// A function of times: without an argument it maps the time of the evaluation.
struct DateFunction {
  ElementFunction function;
};

/// Two functions whose result depends on more than the values of their argument.
struct AbsentOverTime {};

struct Timestamp {};

/// One PromQL function: its signature and its meaning, in the order in which the table reads well.
struct Function {  // NOLINT(clang-analyzer-optin.performance.Padding)
  std::string_view name;
  ValueType result;
  std::span<const ValueType> arguments;
  /// How many of the last argument's kind may follow or be left out, as in Prometheus: 0 none,
  /// n up to n - 1 further ones with the last optional, -1 any number.
  int variadic = 0;
  std::variant<NativeHistograms,
               ElementFunction,
               RangeFunction,
               CheckedRangeFunction,
               WholeFunction,
               DateFunction,
               AbsentOverTime,
               Timestamp>
      body;
  bool keeps_name = false;  ///< Of range functions: last_over_time alone keeps the metric's name.
};

/// Every function of PromQL 2.42, sorted by name.
std::span<const Function> all_functions();

std::vector<std::string_view> function_names();

/// The function of this name, or null. Functions live for ever.
const Function* find_function(std::string_view name);

}  // namespace firedrill::promql
