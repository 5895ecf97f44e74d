#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/promql/labels.hpp"

namespace firedrill::control {

/// An alert rule's annotation for one alert: {{ $labels.NAME }} and {{ $value }} stand for the
/// alert's label ("" if it has none) and what the expression returned, as in Prometheus. Nullopt
/// for all else between {{ and }} (a pipe, a function): the whole of Go's templates is not here,
/// and their text is not for people.
std::optional<std::string> annotation_text(std::string_view annotation,
                                           const promql::Labels& labels,
                                           double value);

}  // namespace firedrill::control
