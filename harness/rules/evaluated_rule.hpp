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

/// The vector that an expression gives to a rule: a scalar is a sample without labels.
Result<promql::Vector> evaluate_for_rule(const EvaluationContext& context,
                                         const promql::Expression& query);

/// Prometheus' words for two samples of a rule that differ no longer.
Error same_labels_error(std::string_view kind);

Error limit_error(std::int64_t limit, std::size_t count, std::string_view noun);

/// Prometheus' words for a series that two rules write.
inline constexpr std::string_view duplicate_sample = "duplicate sample for timestamp";

}  // namespace firedrill::rules
