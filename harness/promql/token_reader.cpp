#include "harness/promql/token_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace firedrill::promql {

Error parse_error(std::string_view text, std::size_t position, std::string_view message) {
  const std::string_view before = text.substr(0, position);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  return Error{ErrorCode::invalid_input,
               fmt::format("parse error: {}", message),
               fmt::format("{}:{}", line, position - line_start + 1)};
}

Error TokenReader::unexpected(const Expectation& expectation) const {
  const Token& token = peek();
  if (token.kind == TokenKind::error) {
    return error_at(token.position, tokens_.problem);
  }
  std::string message = "unexpected " + describe(token);
  if (!expectation.context.empty()) {
    message += fmt::format(" in {}", expectation.context);
  }
  if (!expectation.expected.empty()) {
    message += fmt::format(", expected {}", expectation.expected);
  }
  return error_at(token.position, message);
}

}  // namespace firedrill::promql
