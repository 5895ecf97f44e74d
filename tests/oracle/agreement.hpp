#pragma once

#include <optional>
#include <string>

#include "harness/promql/evaluator.hpp"
#include "tests/oracle/promtool.hpp"

namespace firedrill::oracle {

/// What we say.
Answer our_answer(promql::Evaluator& evaluator, const Question& question);

enum class Demand {
  nine_digits,  ///< 1e-9 of the result, or 1e-12 of the largest number on the way to it.
  every_bit,
  same_words,  ///< Of errors; and every bit.
};

/// How our answer differs from theirs, if it does: another set of elements, another value (NaN
/// equals NaN), an error on one side only. Of messages, ours may say more than theirs; of several
/// series, promtool names some by chance.
std::optional<std::string> difference(promql::Evaluator& evaluator,
                                      const Question& question,
                                      const Answer& theirs,
                                      Demand demand);

}  // namespace firedrill::oracle
