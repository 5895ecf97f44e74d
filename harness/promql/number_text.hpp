#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace firedrill::promql {

/// The shortest digits that read back as the same double, in plain notation: Go's 'f' format.
/// Infinities and NaN are +Inf, -Inf and NaN. This is how count_values writes a label.
std::string plain_number(double value);

/// As plain_number, but with an exponent outside [1e-4, 1e6): Go's %v, and how expressions print.
std::string short_number(double value);

/// Reads a number as Go's ParseFloat does: an optional sign, then digits, a fraction and an
/// exponent, or inf, infinity or nan in any case. The whole text must be one; nothing for a number
/// out of range.
std::optional<double> parse_number(std::string_view text);

/// Reads a PromQL number literal (unsigned): as above, and hexadecimal (0x1F) or octal (017)
/// integers.
std::optional<double> parse_number_literal(std::string_view text);

}  // namespace firedrill::promql
