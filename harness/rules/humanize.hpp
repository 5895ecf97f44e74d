#pragma once

#include <string>

#include "harness/core/result.hpp"

namespace firedrill::rules {

/// The functions with which Prometheus' templates make numbers readable
/// (template/template.go, v2.42): the same texts.

std::string humanize(double value);           ///< 1234567 is 1.235M, 0.001 is 1m
std::string humanize_1024(double value);      ///< 1048576 is 1Mi
std::string humanize_duration(double value);  ///< of seconds: 3661 is 1h 1m 1s
std::string humanize_percentage(double value);

/// Of a Unix time in seconds: 2001-09-09 01:46:40 +0000 UTC. An error beyond the years 1677 to
/// 2262.
Result<std::string> humanize_timestamp(double value);

}  // namespace firedrill::rules
