#include "harness/promql/functions.hpp"

#include "harness/core/hyperbolic.hpp"
#include "harness/core/trigonometry.hpp"
#include "harness/promql/element_functions.hpp"
#include "harness/promql/histogram.hpp"
#include "harness/promql/range_functions.hpp"
#include "harness/promql/vector_functions.hpp"

namespace firedrill::promql {
namespace {

constexpr ValueType scalar = ValueType::scalar;
constexpr ValueType vector = ValueType::instant_vector;
constexpr ValueType range = ValueType::range_vector;
constexpr ValueType string = ValueType::string;

constexpr std::span<const ValueType> nothing;
constexpr ValueType of_scalar[] = {scalar};
constexpr ValueType of_vector[] = {vector};
constexpr ValueType of_vector_scalar[] = {vector, scalar};
constexpr ValueType of_vector_scalars[] = {vector, scalar, scalar};
constexpr ValueType of_scalar_vector[] = {scalar, vector};
constexpr ValueType of_scalars_vector[] = {scalar, scalar, vector};
constexpr ValueType of_range[] = {range};
constexpr ValueType of_range_scalar[] = {range, scalar};
constexpr ValueType of_range_scalars[] = {range, scalar, scalar};
constexpr ValueType of_scalar_range[] = {scalar, range};
constexpr ValueType of_label_join[] = {vector, string, string, string};
constexpr ValueType of_label_replace[] = {vector, string, string, string, string};

constexpr int any_number = -1;

/// A function of one number, as an ElementFunction.
template <double function(double)>
double of_value(double value, Scalars) {
  return function(value);
}

constexpr Function functions[] = {
    {"abs", vector, of_vector, 0, abs_of},
    {"absent", vector, of_vector, 0, absent},
    {"absent_over_time", vector, of_range, 0, AbsentOverTime{}},
    {"acos", vector, of_vector, 0, of_value<math::acos>},
    {"acosh", vector, of_vector, 0, of_value<math::acosh>},
    {"asin", vector, of_vector, 0, of_value<math::asin>},
    {"asinh", vector, of_vector, 0, of_value<math::asinh>},
    {"atan", vector, of_vector, 0, of_value<math::atan>},
    {"atanh", vector, of_vector, 0, of_value<math::atanh>},
    {"avg_over_time", vector, of_range, 0, avg_over_time},
    {"ceil", vector, of_vector, 0, ceil_of},
    {"changes", vector, of_range, 0, changes},
    {"clamp", vector, of_vector_scalars, 0, clamp},
    {"clamp_max", vector, of_vector_scalar, 0, clamp_max_of},
    {"clamp_min", vector, of_vector_scalar, 0, clamp_min_of},
    {"cos", vector, of_vector, 0, of_value<math::cos>},
    {"cosh", vector, of_vector, 0, of_value<math::cosh>},
    {"count_over_time", vector, of_range, 0, count_over_time},
    {"day_of_month", vector, of_vector, 1, DateFunction{day_of_month_of}},
    {"day_of_week", vector, of_vector, 1, DateFunction{day_of_week_of}},
    {"day_of_year", vector, of_vector, 1, DateFunction{day_of_year_of}},
    {"days_in_month", vector, of_vector, 1, DateFunction{days_in_month_of}},
    {"deg", vector, of_vector, 0, deg_of},
    {"delta", vector, of_range, 0, delta},
    {"deriv", vector, of_range, 0, deriv},
    {"exp", vector, of_vector, 0, exp_of},
    {"floor", vector, of_vector, 0, floor_of},
    {"histogram_count", vector, of_vector, 0, NativeHistograms{}},
    {"histogram_fraction", vector, of_scalars_vector, 0, NativeHistograms{}},
    {"histogram_quantile", vector, of_scalar_vector, 0, histogram_quantile},
    {"histogram_sum", vector, of_vector, 0, NativeHistograms{}},
    {"holt_winters",
     vector,
     of_range_scalars,
     0,
     CheckedRangeFunction{holt_winters, check_smoothing_factors}},
    {"hour", vector, of_vector, 1, DateFunction{hour_of}},
    {"idelta", vector, of_range, 0, idelta},
    {"increase", vector, of_range, 0, increase},
    {"irate", vector, of_range, 0, irate},
    {"label_join", vector, of_label_join, any_number, label_join},
    {"label_replace", vector, of_label_replace, 0, label_replace},
    {"last_over_time", vector, of_range, 0, last_over_time, true},
    {"ln", vector, of_vector, 0, ln_of},
    {"log10", vector, of_vector, 0, log10_of},
    {"log2", vector, of_vector, 0, log2_of},
    {"max_over_time", vector, of_range, 0, max_over_time},
    {"min_over_time", vector, of_range, 0, min_over_time},
    {"minute", vector, of_vector, 1, DateFunction{minute_of}},
    {"month", vector, of_vector, 1, DateFunction{month_of}},
    {"pi", scalar, nothing, 0, pi},
    {"predict_linear", vector, of_range_scalar, 0, predict_linear},
    {"present_over_time", vector, of_range, 0, present_over_time},
    {"quantile_over_time", vector, of_scalar_range, 0, quantile_over_time},
    {"rad", vector, of_vector, 0, rad_of},
    {"rate", vector, of_range, 0, rate},
    {"resets", vector, of_range, 0, resets},
    {"round", vector, of_vector_scalar, 1, round_of},
    {"scalar", scalar, of_vector, 0, scalar_of},
    {"sgn", vector, of_vector, 0, sgn_of},
    {"sin", vector, of_vector, 0, of_value<math::sin>},
    {"sinh", vector, of_vector, 0, of_value<math::sinh>},
    {"sort", vector, of_vector, 0, sort},
    {"sort_desc", vector, of_vector, 0, sort_desc},
    {"sqrt", vector, of_vector, 0, sqrt_of},
    {"stddev_over_time", vector, of_range, 0, stddev_over_time},
    {"stdvar_over_time", vector, of_range, 0, stdvar_over_time},
    {"sum_over_time", vector, of_range, 0, sum_over_time},
    {"tan", vector, of_vector, 0, of_value<math::tan>},
    {"tanh", vector, of_vector, 0, of_value<math::tanh>},
    {"time", scalar, nothing, 0, time},
    {"timestamp", vector, of_vector, 0, Timestamp{}},
    {"vector", vector, of_scalar, 0, vector_of},
    {"year", vector, of_vector, 1, DateFunction{year_of}},
};

}  // namespace

std::span<const Function> all_functions() {
  return functions;
}

std::vector<std::string_view> function_names() {
  std::vector<std::string_view> names;
  for (const Function& function : functions) {
    names.push_back(function.name);
  }
  return names;
}

const Function* find_function(std::string_view name) {
  for (const Function& function : functions) {
    if (function.name == name) {
      return &function;
    }
  }
  return nullptr;
}

}  // namespace firedrill::promql
