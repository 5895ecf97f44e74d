#include "harness/scenario/query.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "harness/promql/parse_mistake.hpp"
#include "harness/text/values.hpp"

namespace firedrill::loading {
namespace {

/// A surrogate pair, six letters each, stands for one code point of four bytes.
bool is_surrogate(std::string_view escape) {
  return escape.size() >= 4 && (escape[2] == 'd' || escape[2] == 'D') && escape[3] >= '8';
}

/// How many bytes of the value the \u escape stands for; a half of a pair counts as two.
std::size_t bytes_of_unicode_escape(std::string_view escape) {
  if (is_surrogate(escape)) {
    return 2;
  }
  unsigned int code_point = 0;
  std::from_chars(escape.data() + 2, escape.data() + 6, code_point, 16);
  return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : 3;
}

}  // namespace

std::size_t offset_in_file(const SourceText& source, Span text, std::size_t offset) {
  const std::string_view bytes = source.slice(text);
  std::size_t at = 1;  // after the opening quote
  for (std::size_t passed = 0; passed < offset && at + 1 < bytes.size();) {
    if (bytes[at] != '\\') {
      ++at;
      ++passed;
    } else if (bytes[at + 1] == 'u') {
      passed += bytes_of_unicode_escape(bytes.substr(at, 6));
      at += 6;
    } else {
      ++passed;
      at += 2;
    }
  }
  return text.begin + std::min(at, bytes.size() - 1);
}

std::optional<promql::Expression> read_query(const Json& json,
                                             std::string_view name,
                                             Diagnostics& diagnostics) {
  const std::optional<std::string> text = read_string(json, name, diagnostics);
  if (!text) {
    return std::nullopt;
  }
  Result<promql::Expression> expression = promql::parse(*text);
  if (expression) {
    return *std::move(expression);
  }
  const promql::ParseMistake mistake = promql::mistake_of(expression.error());
  const std::size_t begin =
      offset_in_file(diagnostics.source(), json.span(), promql::offset_of(mistake, *text));
  diagnostics.error({begin, begin + 1}, "PromQL: " + mistake.message);
  return std::nullopt;
}

}  // namespace firedrill::loading
