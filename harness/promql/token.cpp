#include "harness/promql/token.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/promql/quoting.hpp"

namespace firedrill::promql {
namespace {

struct Word {
  std::string_view text;
  TokenKind kind;
};

constexpr Word words[] = {
    {"and", TokenKind::logical_and},
    {"or", TokenKind::logical_or},
    {"unless", TokenKind::logical_unless},
    {"atan2", TokenKind::atan2},
    {"sum", TokenKind::sum},
    {"avg", TokenKind::avg},
    {"count", TokenKind::count},
    {"min", TokenKind::min},
    {"max", TokenKind::max},
    {"group", TokenKind::group},
    {"stddev", TokenKind::stddev},
    {"stdvar", TokenKind::stdvar},
    {"topk", TokenKind::topk},
    {"bottomk", TokenKind::bottomk},
    {"count_values", TokenKind::count_values},
    {"quantile", TokenKind::quantile},
    {"by", TokenKind::by},
    {"without", TokenKind::without},
    {"on", TokenKind::on},
    {"ignoring", TokenKind::ignoring},
    {"group_left", TokenKind::group_left},
    {"group_right", TokenKind::group_right},
    {"offset", TokenKind::offset},
    {"bool", TokenKind::bool_modifier},
    {"start", TokenKind::start},
    {"end", TokenKind::end_time},
    {"inf", TokenKind::number},
    {"nan", TokenKind::number},
};

bool between(TokenKind kind, TokenKind first, TokenKind last) {
  return kind >= first && kind <= last;
}

/// Go's %.10q: longer than ten bytes, it is cut after ten characters.
std::string shortened(std::string_view text) {
  constexpr std::size_t most = 10;
  if (text.size() <= most) {
    return quote(text);
  }
  std::string_view rest = text;
  for (std::size_t i = 0; i < most && !rest.empty(); ++i) {
    take_code_point(rest);
  }
  return quote(text.substr(0, text.size() - rest.size())) + "...";
}

}  // namespace

bool is_operator(TokenKind kind) {
  return between(kind, TokenKind::add, TokenKind::logical_unless);
}

bool is_aggregation(TokenKind kind) {
  return between(kind, TokenKind::sum, TokenKind::quantile);
}

bool is_keyword(TokenKind kind) {
  return between(kind, TokenKind::by, TokenKind::end_time);
}

TokenKind keyword_kind(std::string_view word) {
  for (const Word& candidate : words) {
    if (std::equal(word.begin(),
                   word.end(),
                   candidate.text.begin(),
                   candidate.text.end(),
                   [](char left, char right) { return to_lower(left) == right; })) {
      return candidate.kind;
    }
  }
  return TokenKind::identifier;
}

std::string describe(const Token& token) {
  if (is_operator(token.kind)) {
    return fmt::format("<op:{}>", token.text);
  }
  if (is_aggregation(token.kind)) {
    return fmt::format("<aggr:{}>", token.text);
  }
  if (is_keyword(token.kind)) {
    return fmt::format("<{}>", token.text);
  }
  if (token.kind == TokenKind::end) {
    return "end of input";
  }
  if (token.kind == TokenKind::identifier) {
    return "identifier " + quote(token.text);
  }
  if (token.kind == TokenKind::metric_identifier) {
    return "metric identifier " + quote(token.text);
  }
  if (token.kind == TokenKind::string) {
    return "string " + shortened(token.text);
  }
  if (token.kind == TokenKind::number) {
    return "number " + shortened(token.text);
  }
  if (token.kind == TokenKind::duration) {
    return "duration " + shortened(token.text);
  }
  return shortened(token.text);
}

}  // namespace firedrill::promql
