#include "harness/promql/parse_mistake.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace firedrill::promql {

ParseMistake mistake_of(const Error& error) {
  constexpr std::string_view prefix = "parse error: ";
  const std::size_t found = error.message.find(prefix);
  ParseMistake mistake{.message = found == std::string::npos
                                      ? error.message
                                      : error.message.substr(found + prefix.size())};
  const char* end = error.where.data() + error.where.size();
  const auto [colon, failure] = std::from_chars(error.where.data(), end, mistake.line);
  if (failure == std::errc{} && colon != end) {
    std::from_chars(colon + 1, end, mistake.column);
  }
  return mistake;
}

std::size_t offset_of(const ParseMistake& mistake, std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t line = 1; line < mistake.line && begin < text.size(); ++line) {
    const std::size_t line_end = text.find('\n', begin);
    begin = line_end == std::string_view::npos ? text.size() : line_end + 1;
  }
  return std::min(begin + mistake.column - 1, text.size());
}

}  // namespace firedrill::promql
