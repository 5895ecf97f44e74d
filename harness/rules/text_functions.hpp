#pragma once

#include <string>
#include <string_view>

namespace firedrill::rules {

/// Functions of templates from texts to texts. Only ASCII letters have cases.
std::string to_title(std::string_view text);  ///< Go's strings.Title: each word's first letter
std::string to_upper_case(std::string_view text);
std::string to_lower_case(std::string_view text);
std::string unchanged(std::string_view text);

/// Go's url.QueryEscape.
std::string escape_query(std::string_view text);

/// Where Prometheus' pages show an expression as a table, behind its external URL.
std::string table_link(std::string_view expression);

}  // namespace firedrill::rules
