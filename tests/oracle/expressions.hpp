#pragma once

#include <span>
#include <string_view>

namespace firedrill::oracle {

/// Expressions over the series of random_dataset; together they use all that is implemented.
std::span<const std::string_view> expressions();

/// Expressions whose evaluation fails, for any data.
std::span<const std::string_view> failing_expressions();

}  // namespace firedrill::oracle
