#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/promql/evaluator.hpp"
#include "harness/promql/sample_store.hpp"
#include "harness/rules/rule_file.hpp"

namespace firedrill::rules {

/// Where rules read and write, and the time of an evaluation.
struct EvaluationContext {
  promql::SampleStore& store;
  promql::Evaluator& evaluator;
  std::int64_t t_ms;   ///< since the epoch
  std::int64_t limit;  ///< most series or alerts of one rule; 0: any number
};

/// Prometheus' words for an expression that gives a rule neither a vector nor a scalar.
inline constexpr std::string_view no_vector = "rule result is not a vector or scalar";

/// Whether it is one of these whatever there is to read.
bool gives_vector(const promql::Expression& query);

/// What to say beside it: what the expression gives instead, and what to do about it.
std::string what_it_gives(const promql::Expression& query);

/// The vector that an expression gives to a rule: a scalar is a sample without labels.
Result<promql::Vector> evaluate_for_rule(const EvaluationContext& context,
                                         const promql::Expression& query);

/// Prometheus' words for two samples of a rule that differ no longer.
Error same_labels_error(std::string_view kind);

Error limit_error(std::int64_t limit, std::size_t count, std::string_view noun);

/// Prometheus' words for a series that two rules write.
inline constexpr std::string_view duplicate_sample = "duplicate sample for timestamp";

}  // namespace firedrill::rules
