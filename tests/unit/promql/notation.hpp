#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.hpp"
#include "harness/promql/evaluator.hpp"

namespace firedrill::promql {

/// The labels that a text such as up{job="edge"} names.
Labels labels_of(std::string_view metric);

/// A store with one series a line: `up{job="edge"} 1 0 _ stale 1`, a value for each interval from
/// time 0; _ is a gap.
SampleStore store_of(Duration interval, std::string_view lines);

/// What an expression gives at a time, an element a line: {job="edge"} 1. A scalar stands alone; an
/// error is "error: " and its message.
std::string result_of(const SampleStore& store, std::string_view expression, Duration at);

}  // namespace firedrill::promql
